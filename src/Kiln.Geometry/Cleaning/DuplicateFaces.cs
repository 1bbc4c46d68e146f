namespace Kiln.Geometry.Cleaning;

/// <summary>
/// Finds triangles that repeat another: with the same winding (duplicates), or with the opposite one (laminas, as modellers make
/// them to have a sheet seen from both sides). Where two solids touch face to face the opposite triangles are walls, and stay.
/// </summary>
internal static class DuplicateFaces
{
    /// <summary>Marks in <paramref name="drop"/> what should go.</summary>
    /// <returns>How many duplicates and how many laminas were marked.</returns>
    public static (int Duplicates, int Laminas) Mark(int[] corners, int vertexCount, bool[] drop, Action<int>? onLamina = null)
    {
        int triangles = corners.Length / 3;
        int[] partner = new int[triangles];
        Array.Fill(partner, -1);
        int duplicates = MatchTriples(corners, partner, drop, out int pairs);
        if (pairs == 0)
        {
            return (duplicates, 0);
        }

        bool[] isWall = Walls(corners, vertexCount, partner, drop);
        int laminas = 0;
        for (int t = 0; t < triangles; t++)
        {
            if (partner[t] >= 0 && partner[t] < t && !isWall[t] && !drop[t])
            {
                drop[t] = true;
                laminas++;
                onLamina?.Invoke(partner[t]);
            }
        }

        return (duplicates, laminas);
    }

    private static int MatchTriples(int[] corners, int[] partner, bool[] drop, out int pairs)
    {
        int triangles = corners.Length / 3;
        int size = 16;
        while (size < 2L * triangles)
        {
            size <<= 1;
        }

        int[] table = new int[size];
        int duplicates = 0;
        pairs = 0;
        for (int t = 0; t < triangles; t++)
        {
            if (drop[t])
            {
                continue;
            }

            (int a, int b, int c, bool even) = Sorted(corners, t);
            ulong h = ((ulong)(uint)a * 0x9E3779B97F4A7C15UL) ^ ((ulong)(uint)b * 0xC2B2AE3D27D4EB4FUL) ^ ((ulong)(uint)c * 0x165667B19E3779F9UL);
            int slot = (int)((h ^ (h >> 31)) & (uint)(size - 1));
            while (table[slot] != 0)
            {
                int other = table[slot] - 1;
                (int oa, int ob, int oc, bool otherEven) = Sorted(corners, other);
                if (a == oa && b == ob && c == oc)
                {
                    if (even == otherEven || partner[other] >= 0)
                    {
                        drop[t] = true;
                        duplicates++;
                    }
                    else
                    {
                        partner[other] = t;
                        partner[t] = other;
                        pairs++;
                    }

                    break;
                }

                slot = (slot + 1) & (size - 1);
            }

            if (table[slot] == 0)
            {
                table[slot] = t + 1;
            }
        }

        return duplicates;
    }

    // A patch of opposite pairs is a wall when its rim is attached to other faces all round; a free rim makes it a sheet, and no rim
    // at all makes it a closed shell that was doubled.
    private static bool[] Walls(int[] corners, int vertexCount, int[] partner, bool[] drop)
    {
        var patches = new DisjointSets(partner.Length);
        bool[] free = new bool[partner.Length];
        bool[] attached = new bool[partner.Length];
        EdgeTable edges = EdgeTable.Build(corners, vertexCount);
        for (int edge = 0; edge < edges.Count; edge++)
        {
            int paired = -1;
            int pairedCount = 0;
            int others = 0;
            foreach (int h in edges.Of(edge))
            {
                int t = h / 3;
                if (drop[t])
                {
                    continue;
                }

                if (partner[t] < 0)
                {
                    others++;
                    continue;
                }

                pairedCount++;
                paired = paired < 0 ? t : paired;
                patches.Union(paired, t);
            }

            if (paired >= 0)
            {
                free[paired] |= others == 0 && pairedCount == 2;
                attached[paired] |= others > 0;
            }
        }

        for (int t = 0; t < partner.Length; t++)
        {
            int root = patches.Find(t);
            free[root] |= free[t];
            attached[root] |= attached[t];
        }

        bool[] wall = new bool[partner.Length];
        for (int t = 0; t < partner.Length; t++)
        {
            int root = patches.Find(t);
            wall[t] = partner[t] >= 0 && attached[root] && !free[root];
        }

        return wall;
    }

    // Corner indices in ascending order, and whether it takes an even number of swaps to get there.
    private static (int A, int B, int C, bool Even) Sorted(int[] corners, int t)
    {
        (int a, int b, int c, bool even) = (corners[t * 3], corners[(t * 3) + 1], corners[(t * 3) + 2], true);
        if (a > b)
        {
            (a, b, even) = (b, a, !even);
        }

        if (b > c)
        {
            (b, c, even) = (c, b, !even);
        }

        if (a > b)
        {
            (a, b, even) = (b, a, !even);
        }

        return (a, b, c, even);
    }
}
