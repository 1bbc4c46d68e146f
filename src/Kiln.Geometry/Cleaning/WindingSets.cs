namespace Kiln.Geometry.Cleaning;

/// <summary>
/// Union-find over triangles that knows, of the members of a set, which must be turned round so that all are wound alike. Sets whose
/// windings would contradict each other are never made. The lowest member stands for its set, whatever the order of joins.
/// </summary>
internal sealed class WindingSets
{
    // Twice the parent, plus one where a triangle must be turned round to be wound as its parent is.
    private readonly int[] _link;

    public WindingSets(int triangles)
    {
        _link = new int[triangles];
        for (int t = 0; t < triangles; t++)
        {
            _link[t] = t << 1;
        }
    }

    /// <summary>The triangle that stands for the set, and whether this one must be turned round to be wound as that one is.</summary>
    public (int Root, bool Turned) Find(int triangle)
    {
        int found = Follow(triangle);
        return (found >> 1, (found & 1) != 0);
    }

    /// <summary>Joins the sets of two triangles; false, and nothing happens, where they are one set of which that winding cannot be.</summary>
    /// <param name="a">A triangle.</param>
    /// <param name="b">Another.</param>
    /// <param name="alike">Whether the two as they stand are wound alike.</param>
    public bool TryJoin(int a, int b, bool alike)
    {
        int first = Follow(a);
        int second = Follow(b);
        int turn = ((first ^ second) & 1) ^ (alike ? 0 : 1);
        (first, second) = (first >> 1, second >> 1);
        if (first == second)
        {
            return turn == 0;
        }

        _link[Math.Max(first, second)] = (Math.Min(first, second) << 1) | turn;
        return true;
    }

    private int Follow(int triangle)
    {
        int[] link = _link;
        int turned = 0;
        while (true)
        {
            int up = link[triangle];
            int parent = up >> 1;
            if (parent == triangle)
            {
                return up | turned;
            }

            link[triangle] = link[parent] ^ (up & 1);
            turned ^= up & 1;
            triangle = parent;
        }
    }
}
