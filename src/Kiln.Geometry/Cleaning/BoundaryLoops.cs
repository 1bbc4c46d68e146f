namespace Kiln.Geometry.Cleaning;

/// <summary>Follows the borders of a surface of consistent winding.</summary>
internal static class BoundaryLoops
{
    /// <summary>All closed runs of border half-edges, each along the direction of its faces, by lowest half-edge.</summary>
    public static List<int[]> Find(int[] twin)
    {
        var loops = new List<int[]>();
        bool[] seen = new bool[twin.Length];
        var loop = new List<int>();
        for (int first = 0; first < twin.Length; first++)
        {
            if (twin[first] >= 0 || seen[first])
            {
                continue;
            }

            loop.Clear();
            for (int h = first; !seen[h]; h = NextOnBorder(twin, h))
            {
                seen[h] = true;
                loop.Add(h);
            }

            loops.Add([.. loop]);
        }

        return loops;
    }

    private static int NextOnBorder(int[] twin, int halfEdge)
    {
        int h = EdgeTable.Next(halfEdge);
        while (twin[h] >= 0)
        {
            h = EdgeTable.Next(twin[h]);
        }

        return h;
    }
}
