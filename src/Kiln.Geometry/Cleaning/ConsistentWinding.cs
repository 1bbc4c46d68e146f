using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Cleaning;

/// <summary>Turns triangles round so that those of each connected piece of surface are wound alike.</summary>
internal static class ConsistentWinding
{
    /// <summary>
    /// Turns triangles in place and keeps the pairing in step; returns how many. Of the two windings that a piece may have, the one
    /// that leaves more of its area as it was is taken.
    /// </summary>
    /// <param name="corners">Three point indices per triangle; changed where triangles are turned.</param>
    /// <param name="parallel">Other per-corner data to be permuted along with the corners.</param>
    /// <param name="pairing">The pairing of half-edges; changed.</param>
    /// <param name="points">Positions.</param>
    public static int Run(int[] corners, int[] parallel, EdgePairing pairing, ReadOnlySpan<Vector3d> points)
    {
        bool[] turned = new bool[corners.Length / 3];
        double[]? turnedMoreArea = null;
        for (int t = 0; t < turned.Length; t++)
        {
            turned[t] = pairing.Pieces.Find(t).Turned;
            turnedMoreArea = turned[t] ? turnedMoreArea ?? new double[turned.Length] : turnedMoreArea;
        }

        if (turnedMoreArea is null)
        {
            return 0;
        }

        for (int t = 0; t < turned.Length; t++)
        {
            Vector3d a = points[corners[t * 3]];
            double area = Vector3d.Cross(points[corners[(t * 3) + 1]] - a, points[corners[(t * 3) + 2]] - a).Length;
            turnedMoreArea[pairing.Pieces.Find(t).Root] += turned[t] ? area : -area;
        }

        for (int t = 0; t < turned.Length; t++)
        {
            turned[t] ^= turnedMoreArea[pairing.Pieces.Find(t).Root] > 0;
        }

        Turn(corners, parallel, pairing.Twin, turned);
        return turned.AsSpan().Count(true);
    }

    /// <summary>Turns the marked triangles round: corners b and c change places, and with them the two sides at a.</summary>
    public static void Turn(int[] corners, int[] parallel, int[] twin, bool[] turned)
    {
        int Moved(int h) => h < 0 || !turned[h / 3] ? h : h % 3 == 0 ? h + 2 : h % 3 == 2 ? h - 2 : h;
        for (int t = 0; t < turned.Length; t++)
        {
            int h = t * 3;
            if (turned[t])
            {
                (corners[h + 1], corners[h + 2]) = (corners[h + 2], corners[h + 1]);
                (parallel[h + 1], parallel[h + 2]) = (parallel[h + 2], parallel[h + 1]);
                (twin[h], twin[h + 2]) = (twin[h + 2], twin[h]);
            }
        }

        for (int h = 0; h < twin.Length; h++)
        {
            twin[h] = Moved(twin[h]);
        }
    }
}
