using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Spatial;

/// <summary>
/// A binary tree of axis-aligned boxes over numbered items, in flat arrays. Nodes stand in preorder: a node's left child follows it,
/// its right child is named. Splits are at the median along the longest side of the centres' box, ties by item number.
/// </summary>
internal sealed class BoxTree
{
    private const int LeafItems = 4;

    private BoxTree(int[] items, Node[] nodes)
    {
        Items = items;
        Nodes = nodes;
    }

    /// <summary>Item numbers in tree order; a leaf owns a range.</summary>
    public int[] Items { get; }

    /// <summary>All nodes; empty when there are no items.</summary>
    public Node[] Nodes { get; }

    /// <summary>Builds the tree.</summary>
    public static BoxTree Build(ReadOnlySpan<Bounds3d> boxes, CancellationToken cancellationToken = default)
    {
        var items = new Item[boxes.Length];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = new(boxes[i].Center, i);
        }

        var nodes = new List<Node>(Math.Max(1, boxes.Length));
        if (items.Length > 0)
        {
            Split(nodes, items, boxes, 0, items.Length, cancellationToken);
        }

        return new(Array.ConvertAll(items, item => item.Number), [.. nodes]);
    }

    /// <summary>Appends every item in a leaf whose box holds the point: a superset of the items whose own boxes hold it.</summary>
    public void Collect(Vector3d point, List<int> items)
    {
        if (Nodes.Length == 0)
        {
            return;
        }

        Span<int> stack = stackalloc int[64];
        int depth = 0;
        stack[depth++] = 0;
        while (depth > 0)
        {
            int index = stack[--depth];
            ref readonly Node node = ref Nodes[index];
            if (!node.Bounds.Contains(point))
            {
                continue;
            }

            if (node.IsLeaf)
            {
                items.AddRange(Items.AsSpan(node.Start, node.Count));
            }
            else
            {
                stack[depth++] = node.Right;
                stack[depth++] = index + 1;
            }
        }
    }

    private static int Split(
        List<Node> nodes, Item[] items, ReadOnlySpan<Bounds3d> boxes, int start, int count, CancellationToken cancellationToken)
    {
        int self = nodes.Count;
        if (count <= LeafItems)
        {
            Bounds3d bounds = Bounds3d.Empty;
            foreach (Item item in items.AsSpan(start, count))
            {
                bounds = bounds.Including(boxes[item.Number]);
            }

            nodes.Add(new(bounds, start, count, -1));
            return self;
        }

        cancellationToken.ThrowIfCancellationRequested();
        Bounds3d spread = Bounds3d.Empty;
        foreach (ref readonly Item item in items.AsSpan(start, count))
        {
            spread = spread.Including(item.Center);
        }

        Vector3d size = spread.Size;
        int axis = size.X >= size.Y && size.X >= size.Z ? 0 : size.Y >= size.Z ? 1 : 2;
        int half = count / 2;
        SelectMedian(items, axis, start, count, start + half);
        nodes.Add(default);
        int left = Split(nodes, items, boxes, start, half, cancellationToken);
        int right = Split(nodes, items, boxes, start + half, count - half, cancellationToken);
        nodes[self] = new(nodes[left].Bounds.Including(nodes[right].Bounds), start, count, right);
        return self;
    }

    // Quickselect with the median of three; equal centres are ordered by item, so the outcome does not depend on the way there.
    private static void SelectMedian(Item[] items, int axis, int start, int count, int target)
    {
        int low = start;
        int high = start + count - 1;
        while (low < high)
        {
            Item pivot = MedianOfThree(items, axis, low, low + ((high - low) / 2), high);
            int i = low;
            int j = high;
            while (i <= j)
            {
                while (items[i].IsBefore(in pivot, axis))
                {
                    i++;
                }

                while (pivot.IsBefore(in items[j], axis))
                {
                    j--;
                }

                if (i <= j)
                {
                    (items[i], items[j]) = (items[j], items[i]);
                    i++;
                    j--;
                }
            }

            if (target <= j)
            {
                high = j;
            }
            else if (target >= i)
            {
                low = i;
            }
            else
            {
                return;
            }
        }
    }

    private static Item MedianOfThree(Item[] items, int axis, int x, int y, int z)
    {
        (Item a, Item b, Item c) = (items[x], items[y], items[z]);
        if (b.IsBefore(in a, axis))
        {
            (a, b) = (b, a);
        }

        if (c.IsBefore(in b, axis))
        {
            b = c.IsBefore(in a, axis) ? a : c;
        }

        return b;
    }

    /// <summary>A node.</summary>
    /// <param name="Bounds">Box of everything below.</param>
    /// <param name="Start">First position in <see cref="Items"/> of the items below.</param>
    /// <param name="Count">Number of items below.</param>
    /// <param name="Right">Index of the right child; −1 for a leaf. The left child is the next node.</param>
    public readonly record struct Node(Bounds3d Bounds, int Start, int Count, int Right)
    {
        public bool IsLeaf => Right < 0;
    }

    // The centre moves along with the number: looked up by number it would be anywhere in memory.
    private readonly record struct Item(Vector3d Center, int Number)
    {
        public bool IsBefore(in Item other, int axis)
        {
            double own = Along(axis);
            double others = other.Along(axis);
            return own < others || (own == others && Number < other.Number);
        }

        private double Along(int axis) => axis == 0 ? Center.X : axis == 1 ? Center.Y : Center.Z;
    }
}
