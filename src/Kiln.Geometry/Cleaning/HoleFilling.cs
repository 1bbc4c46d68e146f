using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Cleaning;

/// <summary>Fills small holes of a surface of consistent winding.</summary>
internal static class HoleFilling
{
    /// <summary>
    /// The triangles to add, as triples of half-edges whose starting corners they join, wound to fit; with each loop's number of
    /// triangles. A loop that passes a place twice, or cannot be closed without doubling an edge, is left open.
    /// </summary>
    public static List<int[]> Find(Vector3d[] points, int[] corners, int[] twin, int maximumEdges, double maximumDiagonal)
    {
        var fills = new List<int[]>();
        if (maximumEdges < 3)
        {
            return fills;
        }

        foreach (int[] loop in BoundaryLoops.Find(twin))
        {
            if (loop.Length < 3 || loop.Length > maximumEdges)
            {
                continue;
            }

            var rim = new Vector3d[loop.Length];
            for (int i = 0; i < loop.Length; i++)
            {
                // Against the direction of the faces around: that is how the new ones must run.
                rim[i] = points[corners[loop[^(i + 1)]]];
            }

            if (Bounds3d.Of(rim).Diagonal > maximumDiagonal || PassesTwice(corners, loop))
            {
                continue;
            }

            List<int[]> neighbours = [.. loop.Reverse().Select(h => NeighboursOf(corners, twin, h))];
            int[]? triangles = HoleTriangulation.LeastArea(
                rim, (i, k) => Array.IndexOf(neighbours[i], corners[loop[^(k + 1)]]) < 0);
            if (triangles is not null)
            {
                fills.Add([.. triangles.Select(i => loop[^(i + 1)])]);
            }
        }

        return fills;
    }

    private static bool PassesTwice(int[] corners, int[] loop)
    {
        var seen = new HashSet<int>();
        return loop.Any(h => !seen.Add(corners[h]));
    }

    // The vertices joined by an edge to the start of a border half-edge, within its own fan.
    private static int[] NeighboursOf(int[] corners, int[] twin, int halfEdge)
    {
        var neighbours = new List<int>();
        int h = halfEdge;
        while (true)
        {
            neighbours.Add(corners[EdgeTable.Next(h)]);
            int incoming = EdgeTable.Previous(h);
            if (twin[incoming] < 0)
            {
                neighbours.Add(corners[incoming]);
                return [.. neighbours];
            }

            h = twin[incoming];
        }
    }
}
