using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Cleaning;

/// <summary>Gives the triangles of each connected piece of surface one winding, by flooding across paired edges.</summary>
internal static class WindingFlood
{
    /// <summary>
    /// Turns triangles round where needed, in place, and keeps the pairing in step. Of the two windings a piece may have, the one that
    /// leaves more of its area as it was is taken. Where a piece has no consistent winding (a Möbius strip) it is cut.
    /// </summary>
    /// <param name="corners">Three point indices per triangle; changed where triangles are turned.</param>
    /// <param name="parallel">Other per-corner data to be permuted along with the corners.</param>
    /// <param name="twin">The pairing of half-edges; changed.</param>
    /// <param name="points">Positions.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static Result Run(
        int[] corners, int[] parallel, int[] twin, ReadOnlySpan<Vector3d> points, CancellationToken cancellationToken)
    {
        int triangles = corners.Length / 3;
        int[] component = new int[triangles];
        Array.Fill(component, -1);
        bool[] turned = new bool[triangles];
        int[] queue = new int[triangles];
        int components = 0;
        int cuts = 0;
        int turnedCount = 0;
        for (int seed = 0; seed < triangles; seed++)
        {
            if (component[seed] >= 0)
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            int length = Flood(corners, twin, component, turned, queue, seed, components++, ref cuts);
            turnedCount += KeepMajority(corners, points, turned, queue.AsSpan(0, length));
        }

        Turn(corners, parallel, twin, turned);
        return new(component, components, turnedCount, cuts);
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

    private static int Flood(
        int[] corners, int[] twin, int[] component, bool[] turned, int[] queue, int seed, int number, ref int cuts)
    {
        int read = 0;
        int write = 0;
        component[seed] = number;
        queue[write++] = seed;
        while (read < write)
        {
            int triangle = queue[read++];
            for (int h = triangle * 3; h < (triangle * 3) + 3; h++)
            {
                int other = twin[h];
                if (other < 0)
                {
                    continue;
                }

                int neighbour = other / 3;
                bool mustTurn = turned[triangle] ^ (corners[h] == corners[other]);
                if (component[neighbour] < 0)
                {
                    component[neighbour] = number;
                    turned[neighbour] = mustTurn;
                    queue[write++] = neighbour;
                }
                else if (turned[neighbour] != mustTurn)
                {
                    twin[h] = EdgePairing.Border;
                    twin[other] = EdgePairing.Border;
                    cuts++;
                }
            }
        }

        return write;
    }

    private static int KeepMajority(int[] corners, ReadOnlySpan<Vector3d> points, bool[] turned, ReadOnlySpan<int> members)
    {
        double kept = 0;
        double changed = 0;
        int count = 0;
        foreach (int t in members)
        {
            Vector3d a = points[corners[t * 3]];
            double area = Vector3d.Cross(points[corners[(t * 3) + 1]] - a, points[corners[(t * 3) + 2]] - a).Length;
            kept += turned[t] ? 0 : area;
            changed += turned[t] ? area : 0;
            count += turned[t] ? 1 : 0;
        }

        if (changed <= kept)
        {
            return count;
        }

        foreach (int t in members)
        {
            turned[t] = !turned[t];
        }

        return members.Length - count;
    }

    /// <summary>What the flood found.</summary>
    /// <param name="Component">Piece of each triangle, numbered by lowest triangle.</param>
    /// <param name="Components">Number of pieces.</param>
    /// <param name="Turned">Triangles turned round.</param>
    /// <param name="Cuts">Edges cut because no winding fits.</param>
    public sealed record Result(int[] Component, int Components, int Turned, int Cuts);
}
