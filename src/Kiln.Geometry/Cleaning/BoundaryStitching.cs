using Kiln.Geometry.Numerics;
using Kiln.Geometry.Spatial;

namespace Kiln.Geometry.Cleaning;

/// <summary>
/// Sews borders that run side by side: two border edges whose ends lie within the tolerance of each other, each the other's best
/// match, become one. Ends move to the vertex of lower index. A joint that would give an edge a third face, or make a triangle
/// collapse, is left open.
/// </summary>
internal static class BoundaryStitching
{
    private const int Attempts = 4;

    /// <summary>The vertex each vertex should be replaced by, or null when there is nothing to sew.</summary>
    public static int[]? Find(Vector3d[] points, int[] corners, int[] twin, double tolerance, CancellationToken cancellationToken)
    {
        int[] border = [.. Enumerable.Range(0, twin.Length).Where(h => twin[h] < 0)];
        if (border.Length < 2)
        {
            return null;
        }

        int[] match = BestMatches(points, corners, border, tolerance, cancellationToken);
        bool[] banned = new bool[points.Length];
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[]? joined = Join(points, corners, border, match, banned);
            if (joined is null || !BanFaults(corners, joined, banned, points.Length))
            {
                return joined;
            }
        }

        return null;
    }

    private static int[] BestMatches(
        Vector3d[] points, int[] corners, int[] border, double tolerance, CancellationToken cancellationToken)
    {
        var reach = new Vector3d(tolerance, tolerance, tolerance);
        var boxes = new Bounds3d[border.Length];
        for (int i = 0; i < border.Length; i++)
        {
            Vector3d middle = (points[corners[border[i]]] + points[corners[EdgeTable.Next(border[i])]]) * 0.5;
            boxes[i] = new(middle - reach, middle + reach);
        }

        BoxTree tree = BoxTree.Build(boxes, cancellationToken);
        int[] match = new int[border.Length];
        var near = new List<int>();
        for (int i = 0; i < border.Length; i++)
        {
            if ((i & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            near.Clear();
            tree.Collect(boxes[i].Center, near);
            near.Sort();
            match[i] = -1;
            double best = double.PositiveInfinity;
            foreach (int j in near)
            {
                double distance = j == i ? double.PositiveInfinity : Distance(points, corners, border[i], border[j], tolerance);
                if (distance < best)
                {
                    best = distance;
                    match[i] = j;
                }
            }
        }

        return match;
    }

    // How far apart two border edges lie end to end, the nearer way round; infinite beyond the tolerance or for edges as short as it.
    private static double Distance(Vector3d[] points, int[] corners, int g, int h, double tolerance)
    {
        (Vector3d a, Vector3d b) = (points[corners[g]], points[corners[EdgeTable.Next(g)]]);
        (Vector3d c, Vector3d d) = (points[corners[h]], points[corners[EdgeTable.Next(h)]]);
        if ((a - b).Length <= 2 * tolerance || (c - d).Length <= 2 * tolerance)
        {
            return double.PositiveInfinity;
        }

        double distance = Math.Min(
            Math.Max((a - d).Length, (b - c).Length),
            Math.Max((a - c).Length, (b - d).Length));
        return distance <= tolerance ? distance : double.PositiveInfinity;
    }

    private static int[]? Join(Vector3d[] points, int[] corners, int[] border, int[] match, bool[] banned)
    {
        var sets = new DisjointSets(points.Length);
        bool any = false;
        for (int i = 0; i < border.Length; i++)
        {
            int j = match[i];
            if (j <= i || match[j] != i)
            {
                continue;
            }

            (int a, int b) = (corners[border[i]], corners[EdgeTable.Next(border[i])]);
            (int c, int d) = (corners[border[j]], corners[EdgeTable.Next(border[j])]);
            bool opposite = (points[a] - points[d]).LengthSquared + (points[b] - points[c]).LengthSquared <=
                (points[a] - points[c]).LengthSquared + (points[b] - points[d]).LengthSquared;
            (c, d) = opposite ? (d, c) : (c, d);
            if (!banned[a] && !banned[b] && !banned[c] && !banned[d])
            {
                sets.Union(a, c);
                sets.Union(b, d);
                any |= a != c || b != d;
            }
        }

        if (!any)
        {
            return null;
        }

        int[] joined = new int[points.Length];
        for (int v = 0; v < joined.Length; v++)
        {
            joined[v] = sets.Find(v);
        }

        return joined;
    }

    private static bool BanFaults(int[] corners, int[] joined, bool[] banned, int vertexCount)
    {
        bool[] moved = new bool[vertexCount];
        for (int v = 0; v < vertexCount; v++)
        {
            moved[v] |= joined[v] != v;
            moved[joined[v]] |= joined[v] != v;
        }

        bool fault = false;
        void Ban(int corner)
        {
            int v = corners[corner];
            if (moved[v])
            {
                banned[v] = true;
                banned[joined[v]] = true;
                fault = true;
            }
        }

        int[] trial = [.. corners.Select(v => joined[v])];
        EdgeTable edges = EdgeTable.Build(trial, vertexCount);
        for (int edge = 0; edge < edges.Count; edge++)
        {
            ReadOnlySpan<int> around = edges.Of(edge);
            bool collapsed = trial[around[0]] == trial[EdgeTable.Next(around[0])];
            if (around.Length > 2 || collapsed)
            {
                foreach (int h in around)
                {
                    Ban(h);
                    Ban(EdgeTable.Next(h));
                }
            }
        }

        return fault;
    }
}
