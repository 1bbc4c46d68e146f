using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Cleaning;

/// <summary>Fills small holes of a surface of consistent winding.</summary>
internal static class HoleFilling
{
    // The rim of a sheet is no hole: filled, a leaf would get a back and a bowl a lid. A half sphere lies just at the limit.
    private const double LargestShareOfPiece = 0.5;

    /// <summary>
    /// The triangles to add, as triples of half-edges whose starting corners they join, wound to fit; with each loop's number of
    /// triangles. A loop that passes a place twice, cannot be closed without doubling an edge or repeating a triangle, or is the rim of
    /// its piece of surface rather than a hole in it is left open.
    /// </summary>
    public static List<int[]> Find(Vector3d[] points, int[] corners, int[] twin, int maximumEdges, double maximumDiagonal)
    {
        var fills = new List<int[]>();
        double[]? pieceArea = null;
        HashSet<(int, int, int)>? existing = null;
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

            int Place(int i) => corners[loop[^(i + 1)]];
            existing ??= BorderTriangles(corners, twin);
            List<int[]> neighbours = [.. loop.Reverse().Select(h => NeighboursOf(corners, twin, h))];
            int[]? triangles = HoleTriangulation.LeastArea(
                rim,
                (i, k) => Array.IndexOf(neighbours[i], Place(k)) < 0,
                (i, j, k) => !existing.Contains(LowestFirst(Place(i), Place(j), Place(k))));
            if (triangles is null)
            {
                continue;
            }

            pieceArea ??= PieceAreas(points, corners, twin);
            if (DoubleArea(rim, triangles) < LargestShareOfPiece * pieceArea[loop[0] / 3])
            {
                fills.Add([.. triangles.Select(i => loop[^(i + 1)])]);
            }
        }

        return fills;
    }

    // The places of every triangle that could be made of a rim.
    private static HashSet<(int, int, int)> BorderTriangles(int[] corners, int[] twin)
    {
        HashSet<int> onBorder = [.. Enumerable.Range(0, twin.Length).Where(h => twin[h] < 0).Select(h => corners[h])];
        HashSet<(int, int, int)> triples = [];
        for (int t = 0; t < corners.Length; t += 3)
        {
            if (onBorder.Contains(corners[t]) && onBorder.Contains(corners[t + 1]) && onBorder.Contains(corners[t + 2]))
            {
                triples.Add(LowestFirst(corners[t], corners[t + 1], corners[t + 2]));
            }
        }

        return triples;
    }

    // A triangle and its back are told apart: a wall may have been lost.
    private static (int First, int Second, int Third) LowestFirst(int a, int b, int c) =>
        a < b && a < c ? (a, b, c) : b < c ? (b, c, a) : (c, a, b);

    // For each triangle twice the area of all that hang together with it.
    private static double[] PieceAreas(Vector3d[] points, int[] corners, int[] twin)
    {
        var pieces = new DisjointSets(corners.Length / 3);
        for (int h = 0; h < twin.Length; h++)
        {
            if (twin[h] > h)
            {
                pieces.Union(h / 3, twin[h] / 3);
            }
        }

        int[] piece = pieces.Numbered(out int count);
        double[] areas = new double[count];
        for (int t = 0; t < piece.Length; t++)
        {
            areas[piece[t]] += DoubleArea(points, corners.AsSpan(t * 3, 3));
        }

        return [.. piece.Select(p => areas[p])];
    }

    private static double DoubleArea(Vector3d[] points, ReadOnlySpan<int> triangles)
    {
        double sum = 0;
        for (int i = 0; i + 2 < triangles.Length; i += 3)
        {
            Vector3d a = points[triangles[i]];
            sum += Vector3d.Cross(points[triangles[i + 1]] - a, points[triangles[i + 2]] - a).Length;
        }

        return sum;
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
