using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Cleaning;

/// <summary>
/// Gets rid of triangles without area that have three distinct corners. Such a triangle has its third corner on its longest side;
/// dropping it would tear the surface there, so the side is flipped instead: the neighbour is split at that corner.
/// </summary>
internal static class SliverRepair
{
    private const int Rounds = 8;

    /// <summary>Flips slivers in place and marks those on a border to be dropped; returns the number of flips.</summary>
    public static int Run(CleaningPass pass, double doubleArea, bool[] drop)
    {
        int flips = 0;
        for (int round = 0; round < Rounds; round++)
        {
            List<int> slivers = Find(pass, doubleArea, drop);
            if (slivers.Count == 0)
            {
                break;
            }

            int before = flips;
            EdgeTable edges = EdgeTable.Build(pass.Corners, pass.Points.Length);
            int[] edgeOf = EdgeOfHalfEdge(edges, pass.Corners.Length);
            var touched = new HashSet<int>();
            foreach (int t in slivers)
            {
                flips += Repair(pass, edges, edgeOf, t, touched, drop) ? 1 : 0;
            }

            if (flips == before)
            {
                break;
            }
        }

        return flips;
    }

    private static List<int> Find(CleaningPass pass, double doubleArea, bool[] drop)
    {
        var slivers = new List<int>();
        for (int t = 0; t < drop.Length; t++)
        {
            if (!drop[t] && pass.DoubleArea(t) < doubleArea)
            {
                slivers.Add(t);
            }
        }

        return slivers;
    }

    private static int[] EdgeOfHalfEdge(EdgeTable edges, int count)
    {
        int[] edgeOf = new int[count];
        for (int edge = 0; edge < edges.Count; edge++)
        {
            foreach (int h in edges.Of(edge))
            {
                edgeOf[h] = edge;
            }
        }

        return edgeOf;
    }

    private static bool Repair(CleaningPass pass, EdgeTable edges, int[] edgeOf, int sliver, HashSet<int> touched, bool[] drop)
    {
        int longest = Longest(pass, sliver);
        ReadOnlySpan<int> around = edges.Of(edgeOf[longest]);
        if (around.Length == 1)
        {
            drop[sliver] = true;
            return false;
        }

        if (around.Length > 2)
        {
            return false;
        }

        int across = around[0] == longest ? around[1] : around[0];
        int neighbour = across / 3;
        if (drop[neighbour] || touched.Contains(neighbour) || touched.Contains(sliver))
        {
            return false;
        }

        int apex = EdgeTable.Previous(longest);
        int far = EdgeTable.Previous(across);
        if (pass.Corners[apex] == pass.Corners[far] || Connected(pass, edges, edgeOf, apex, far))
        {
            return false;
        }

        touched.Add(sliver);
        touched.Add(neighbour);
        (int q, int p) = (across, EdgeTable.Next(across));
        int apexSource = ApexSource(pass, longest, across, apex);
        (int qSource, int pSource, int farSource) = (pass.Sources[q], pass.Sources[p], pass.Sources[far]);
        pass.SetTriangle(sliver, pSource, farSource, apexSource, pass.Groups[neighbour]);
        pass.SetTriangle(neighbour, farSource, qSource, apexSource, pass.Groups[neighbour]);
        return true;
    }

    // Where both triangles use the same vertices along the side, the sliver's own third vertex fits. At a seam the neighbour has other
    // attributes, and the vertex is made anew between its two.
    private static int ApexSource(CleaningPass pass, int longest, int across, int apex)
    {
        int from = pass.Sources[longest];
        int to = pass.Sources[EdgeTable.Next(longest)];
        int acrossFrom = pass.Sources[across];
        int acrossTo = pass.Sources[EdgeTable.Next(across)];
        bool shared = (from == acrossTo && to == acrossFrom) || (from == acrossFrom && to == acrossTo);
        if (shared && pass.Groups[longest / 3] == pass.Groups[across / 3])
        {
            return pass.Sources[apex];
        }

        Vector3d start = pass.Points[pass.Corners[across]];
        Vector3d side = pass.Points[pass.Corners[EdgeTable.Next(across)]] - start;
        double share = Vector3d.Dot(pass.Points[pass.Corners[apex]] - start, side) / side.LengthSquared;
        return pass.AddBetween(acrossFrom, acrossTo, Math.Clamp(share, 0, 1), pass.Corners[apex]);
    }

    private static bool Connected(CleaningPass pass, EdgeTable edges, int[] edgeOf, int apex, int far)
    {
        // An edge from apex to far can only belong to a triangle that has one of the four outer sides of the two triangles.
        int target = pass.Corners[far];
        foreach (int side in (ReadOnlySpan<int>)[apex, EdgeTable.Previous(apex)])
        {
            foreach (int h in edges.Of(edgeOf[side]))
            {
                if (h / 3 != apex / 3 && pass.Corners[EdgeTable.Previous(h)] == target)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static int Longest(CleaningPass pass, int t)
    {
        int best = t * 3;
        double longest = -1;
        for (int h = t * 3; h < (t * 3) + 3; h++)
        {
            double length = (pass.Points[pass.Corners[h]] - pass.Points[pass.Corners[EdgeTable.Next(h)]]).LengthSquared;
            if (length > longest)
            {
                longest = length;
                best = h;
            }
        }

        return best;
    }
}
