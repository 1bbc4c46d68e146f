namespace Kiln.Geometry.Cleaning;

/// <summary>
/// Finds triangles that repeat another: with the same winding (duplicates), or with the opposite one (laminas, as modellers make
/// them to have a sheet seen from both sides). Where two solids touch face to face the opposite triangles are walls, and stay.
/// </summary>
internal static class DuplicateFaces
{
    /// <summary>Marks in <paramref name="drop"/> what should go.</summary>
    /// <param name="corners">Three point indices per triangle.</param>
    /// <param name="vertexCount">Number of points.</param>
    /// <param name="drop">Marks for each triangle, none set.</param>
    /// <param name="walls">For each triangle its back, if both may stay; else −1. Null where no triangle has a back.</param>
    /// <returns>How many duplicates were marked, and the triangles that stay of those whose back was marked.</returns>
    public static (int Duplicates, List<int> Fronts) Mark(int[] corners, int vertexCount, bool[] drop, out int[]? walls)
    {
        int[] partner = new int[drop.Length];
        Array.Fill(partner, -1);
        int duplicates = MatchTriples(corners, partner, drop, out int pairs);
        walls = pairs > 0 ? partner : null;
        List<int> fronts = [];
        bool[] isWall = pairs > 0 ? Walls(corners, vertexCount, partner, drop) : [];
        for (int t = 0; t < isWall.Length; t++)
        {
            int back = partner[t];
            if (back > t && !isWall[t])
            {
                drop[back] = true;
                fronts.Add(t);
                (partner[t], partner[back]) = (-1, -1);
            }
        }

        return (duplicates, fronts);
    }

    /// <summary>
    /// Marks of each two walls one that is none: where the pairing of edges has not joined it to other faces on most of the rim of its
    /// patch, it closes nothing. A patch without a rim is a solid between others.
    /// </summary>
    /// <param name="twin">The pairing of half-edges.</param>
    /// <param name="walls">What <see cref="Mark"/> found.</param>
    /// <param name="drop">Marks for each triangle, none set.</param>
    /// <returns>The triangles that stay of those whose back was marked.</returns>
    public static List<int> MarkLoose(int[] twin, int[] walls, bool[] drop)
    {
        var patches = new DisjointSets(drop.Length);
        for (int h = 0; h < twin.Length; h++)
        {
            if (twin[h] > h && walls[h / 3] >= 0 && walls[twin[h] / 3] >= 0)
            {
                patches.Union(h / 3, twin[h] / 3);
            }
        }

        int[] joined = new int[drop.Length];
        bool[] hasRim = new bool[drop.Length];
        for (int h = 0; h < twin.Length; h++)
        {
            if (walls[h / 3] >= 0 && (twin[h] < 0 || walls[twin[h] / 3] < 0))
            {
                int patch = patches.Find(h / 3);
                hasRim[patch] = true;
                joined[patch] += twin[h] < 0 ? -1 : 1;
            }
        }

        List<int> fronts = [];
        for (int t = 0; t < drop.Length; t++)
        {
            int back = walls[t];
            if (back > t && !(Holds(t) && Holds(back)))
            {
                (int kept, int dropped) = Holds(t) || !Holds(back) ? (t, back) : (back, t);
                drop[dropped] = true;
                fronts.Add(kept);
            }
        }

        bool Holds(int triangle)
        {
            int patch = patches.Find(triangle);
            return hasRim[patch] ? joined[patch] > 0 : patches.Find(walls[triangle]) != patch;
        }

        return fronts;
    }

    /// <summary>Whether triangles that were walls have come to be wound alike, so that they are duplicates.</summary>
    public static bool AnyAlike(int[] corners)
    {
        int[] partner = new int[corners.Length / 3];
        Array.Fill(partner, -1);
        return MatchTriples(corners, partner, new bool[partner.Length], out _) > 0;
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
