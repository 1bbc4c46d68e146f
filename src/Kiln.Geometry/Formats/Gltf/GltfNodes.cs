using Kiln.Geometry.Formats.Gltf.Schema;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>The node forest of a file: checked once for cycles and double parents, then walked by scene and skins.</summary>
internal sealed class GltfNodes
{
    private readonly GltfDocument _document;
    private readonly int[] _parents;
    private readonly Affine3d[] _world;

    /// <summary>Checks the forest and computes every node's transform.</summary>
    /// <exception cref="InvalidModelException">
    /// Too many nodes, a node with two parents, a cycle, or a transform that is not affine and finite; the message names the node.
    /// </exception>
    public GltfNodes(GltfDocument document, ModelReaderLimits limits)
    {
        _document = document;
        Count = document.Nodes?.Length ?? 0;
        if (Count > limits.MaxNodes)
        {
            throw new InvalidModelException($"The model has {Count} nodes, more than the {limits.MaxNodes} allowed", "nodes");
        }

        _parents = ParentsOf(document, Count);
        Local = new Affine3d[Count];
        _world = new Affine3d[Count];
        for (int i = 0; i < Count; i++)
        {
            Local[i] = GltfTransform.Of(this[i], $"nodes[{i}]");
        }

        int reached = 0;
        foreach (int node in Walk(Roots))
        {
            _world[node] = _parents[node] < 0 ? Local[node] : _world[_parents[node]].After(Local[node]);
            reached++;
        }

        if (reached < Count)
        {
            throw new InvalidModelException("The node graph has a cycle", $"nodes[{FirstUnreached()}]");
        }
    }

    /// <summary>Number of nodes.</summary>
    public int Count { get; }

    /// <summary>Each node's map to its parent's frame.</summary>
    public Affine3d[] Local { get; }

    /// <summary>The nodes without a parent.</summary>
    public IEnumerable<int> Roots => Enumerable.Range(0, Count).Where(node => _parents[node] < 0);

    /// <summary>A node of the file.</summary>
    public GltfNode this[int index] => GltfElements.At(_document.Nodes, index, "nodes", "nodes");

    /// <summary>The node's map to the scene's frame.</summary>
    public Affine3d World(int node) => _world[node];

    /// <summary>The parent of a node; −1 for a root.</summary>
    public int Parent(int node) => _parents[node];

    /// <summary>All nodes below the given roots, parents first, each once.</summary>
    public IEnumerable<int> Walk(IEnumerable<int> roots)
    {
        var seen = new bool[Count];
        var stack = new Stack<int>(roots.Reverse());
        while (stack.TryPop(out int node))
        {
            if (seen[node])
            {
                continue;
            }

            seen[node] = true;
            yield return node;
            int[] children = this[node].Children ?? [];
            for (int i = children.Length - 1; i >= 0; i--)
            {
                stack.Push(children[i]);
            }
        }
    }

    private static int[] ParentsOf(GltfDocument document, int count)
    {
        var parents = new int[count];
        Array.Fill(parents, -1);
        for (int i = 0; i < count; i++)
        {
            foreach (int child in GltfElements.At(document.Nodes, i, "nodes", "nodes").Children ?? [])
            {
                _ = GltfElements.At(document.Nodes, child, "nodes", $"nodes[{i}].children");
                if (parents[child] >= 0 || child == i)
                {
                    throw new InvalidModelException(
                        child == i ? "The node is its own child" : $"The node is a child of nodes[{parents[child]}] and of nodes[{i}]",
                        $"nodes[{child}]");
                }

                parents[child] = i;
            }
        }

        return parents;
    }

    private int FirstUnreached()
    {
        var reached = new HashSet<int>(Walk(Roots));
        return Enumerable.Range(0, Count).First(node => !reached.Contains(node));
    }
}
