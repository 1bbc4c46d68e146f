namespace Kiln.Geometry.Cleaning;

/// <summary>Union-find over 0 … n − 1; the lowest member stands for its set, whatever the order of unions.</summary>
internal sealed class DisjointSets
{
    private readonly int[] _parent;

    public DisjointSets(int count)
    {
        _parent = new int[count];
        for (int i = 0; i < count; i++)
        {
            _parent[i] = i;
        }
    }

    public int Find(int item)
    {
        int[] parent = _parent;
        while (parent[item] != item)
        {
            item = parent[item] = parent[parent[item]];
        }

        return item;
    }

    public void Union(int a, int b)
    {
        a = Find(a);
        b = Find(b);
        if (a != b)
        {
            _parent[Math.Max(a, b)] = Math.Min(a, b);
        }
    }

    /// <summary>Numbers the sets 0, 1, … in the order of their lowest members; returns each item's number.</summary>
    public int[] Numbered(out int count)
    {
        int[] number = new int[_parent.Length];
        count = 0;
        for (int i = 0; i < number.Length; i++)
        {
            int root = Find(i);
            number[i] = root == i ? count++ : number[root];
        }

        return number;
    }
}
