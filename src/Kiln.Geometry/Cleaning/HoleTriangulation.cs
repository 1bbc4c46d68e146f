using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Cleaning;

/// <summary>
/// Closes a loop of points by triangles among them with the least total area (P. Liepa, "Filling Holes in Meshes", 2003, without
/// the refinement). Cubic in the number of points, so for small loops only.
/// </summary>
internal static class HoleTriangulation
{
    /// <summary>
    /// Triangles as triples of loop positions, wound like the loop; null when every way would use a forbidden chord or triangle.
    /// </summary>
    /// <param name="loop">The points in order.</param>
    /// <param name="chordAllowed">Whether two points that are not neighbours in the loop may be joined by an edge.</param>
    /// <param name="triangleAllowed">Whether three points may be joined by a triangle.</param>
    public static int[]? LeastArea(ReadOnlySpan<Vector3d> loop, Func<int, int, bool> chordAllowed, Func<int, int, int, bool> triangleAllowed)
    {
        int n = loop.Length;
        double[] cost = new double[n * n];
        int[] split = new int[n * n];
        for (int span = 2; span < n; span++)
        {
            for (int i = 0; i + span < n; i++)
            {
                int k = i + span;
                double best = double.PositiveInfinity;
                bool chord = span == n - 1 || chordAllowed(i, k);
                for (int j = i + 1; chord && j < k; j++)
                {
                    double area = Vector3d.Cross(loop[j] - loop[i], loop[k] - loop[i]).Length;
                    double total = cost[(i * n) + j] + cost[(j * n) + k] + area;
                    if (total < best && triangleAllowed(i, j, k))
                    {
                        best = total;
                        split[(i * n) + k] = j;
                    }
                }

                cost[(i * n) + k] = best;
            }
        }

        if (double.IsPositiveInfinity(cost[n - 1]))
        {
            return null;
        }

        var triangles = new List<int>((n - 2) * 3);
        var pending = new Stack<(int From, int To)>();
        pending.Push((0, n - 1));
        while (pending.TryPop(out (int From, int To) range))
        {
            if (range.To - range.From < 2)
            {
                continue;
            }

            int middle = split[(range.From * n) + range.To];
            triangles.AddRange([range.From, middle, range.To]);
            pending.Push((range.From, middle));
            pending.Push((middle, range.To));
        }

        return [.. triangles];
    }
}
