using Kiln.Geometry.Numerics;
using Kiln.Geometry.Spatial;

namespace Kiln.Geometry.Cleaning;

/// <summary>
/// Decides which consistently wound pieces of a surface face the wrong way. A closed piece must enclose positive volume, unless it
/// lies in solid matter: then it is a cavity and must enclose negative volume. An open piece faces the side that sees more sky.
/// </summary>
internal static class OutwardOrientation
{
    private const int RaysPerPiece = 64;
    private const int RayBudget = 1 << 20;
    private const int Seed = 20210;

    /// <summary>Turns whole pieces so that they face outward, in place; returns the number of triangles turned.</summary>
    public static int Run(Vector3d[] points, int[] corners, int[] parallel, int[] twin, CancellationToken cancellationToken)
    {
        var pieces = new DisjointSets(corners.Length / 3);
        for (int h = 0; h < twin.Length; h++)
        {
            if (twin[h] > h)
            {
                pieces.Union(h / 3, twin[h] / 3);
            }
        }

        int[] component = pieces.Numbered(out int count);
        bool[] closed = new bool[count];
        Array.Fill(closed, true);
        for (int h = 0; h < twin.Length; h++)
        {
            closed[component[h / 3]] &= twin[h] >= 0;
        }

        bool[] turn = PiecesToTurn(points, corners, component, closed, cancellationToken);
        bool[] turned = new bool[component.Length];
        for (int t = 0; t < turned.Length; t++)
        {
            turned[t] = turn[component[t]];
        }

        ConsistentWinding.Turn(corners, parallel, twin, turned);
        return turned.AsSpan().Count(true);
    }

    /// <summary>For each piece whether it must be turned round.</summary>
    /// <param name="points">Positions.</param>
    /// <param name="corners">Three point indices per triangle.</param>
    /// <param name="component">Piece of each triangle.</param>
    /// <param name="closed">Whether each piece has no border.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    private static bool[] PiecesToTurn(
        Vector3d[] points, int[] corners, int[] component, bool[] closed, CancellationToken cancellationToken)
    {
        bool[] turn = new bool[closed.Length];
        (int[] start, int[] triangles) = TrianglesByPiece(component, closed.Length);
        double[] volumes = Volumes(points, corners, start, triangles);
        bool anyInverted = false;
        bool anyOpen = false;
        for (int piece = 0; piece < closed.Length; piece++)
        {
            anyInverted |= closed[piece] && volumes[piece] < 0;
            anyOpen |= !closed[piece];
        }

        if (!anyInverted && !anyOpen)
        {
            return turn;
        }

        // Rays that just touch must find the same whichever way a triangle is wound, or cleaning again would turn pieces back.
        int[] unwound = Unwound(points, corners);
        var rays = new TriangleRays(points, unwound, cancellationToken);
        if (anyInverted)
        {
            TurnClosed(points, unwound, component, closed, volumes, start, triangles, rays, turn, cancellationToken);
        }

        if (anyOpen)
        {
            TurnOpen(points, corners, unwound, closed, start, triangles, rays, turn, cancellationToken);
        }

        return turn;
    }

    // The same triangles, of whose last two corners the lower position comes first.
    private static int[] Unwound(Vector3d[] points, int[] corners)
    {
        int[] result = [.. corners];
        for (int h = 0; h < result.Length; h += 3)
        {
            (Vector3d b, Vector3d c) = (points[result[h + 1]], points[result[h + 2]]);
            if ((b.X, b.Y, b.Z).CompareTo((c.X, c.Y, c.Z)) > 0)
            {
                (result[h + 1], result[h + 2]) = (result[h + 2], result[h + 1]);
            }
        }

        return result;
    }

    private static void TurnClosed(
        Vector3d[] points,
        int[] corners,
        int[] component,
        bool[] closed,
        double[] volumes,
        int[] start,
        int[] triangles,
        TriangleRays rays,
        bool[] turn,
        CancellationToken cancellationToken)
    {
        int[] order = [.. Enumerable.Range(0, closed.Length).Where(piece => closed[piece])];
        Array.Sort(order, (a, b) => Math.Abs(volumes[a]) != Math.Abs(volumes[b])
            ? Math.Abs(volumes[b]).CompareTo(Math.Abs(volumes[a]))
            : a.CompareTo(b));
        var random = new Random(Seed);
        var hits = new List<int>();
        foreach (int piece in order)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int triangle = triangles[start[piece]];
            Vector3d inside = Centroid(points, corners, triangle);
            hits.Clear();
            rays.CollectHits(inside, RandomDirection(random), triangle, hits);
            int around = SmallestAround(piece, hits, component, closed, volumes);
            if (around < 0)
            {
                turn[piece] = volumes[piece] < 0;
                continue;
            }

            // What lies in a piece that was inside out was most likely inverted together with it.
            bool negative = (volumes[piece] < 0) ^ turn[around];
            bool aroundNegative = (volumes[around] < 0) ^ turn[around];
            turn[piece] = turn[around] ^ (negative && aroundNegative);
        }
    }

    // Of the larger closed pieces that the ray leaves an odd number of times, the one of least volume.
    private static int SmallestAround(int piece, List<int> hits, int[] component, bool[] closed, double[] volumes)
    {
        hits.Sort((a, b) => component[a] != component[b] ? component[a].CompareTo(component[b]) : a.CompareTo(b));
        int best = -1;
        for (int i = 0; i < hits.Count;)
        {
            int other = component[hits[i]];
            int end = i;
            while (end < hits.Count && component[hits[end]] == other)
            {
                end++;
            }

            bool around = (end - i) % 2 == 1 && other != piece && closed[other] && Math.Abs(volumes[other]) > Math.Abs(volumes[piece]);
            if (around && (best < 0 || Math.Abs(volumes[other]) < Math.Abs(volumes[best])))
            {
                best = other;
            }

            i = end;
        }

        return best;
    }

    private static void TurnOpen(
        Vector3d[] points,
        int[] corners,
        int[] unwound,
        bool[] closed,
        int[] start,
        int[] triangles,
        TriangleRays rays,
        bool[] turn,
        CancellationToken cancellationToken)
    {
        int budget = RayBudget;
        for (int piece = 0; piece < closed.Length && budget > 0; piece++)
        {
            int count = start[piece + 1] - start[piece];

            // One or two triangles are flat or nearly: they see as much on either side.
            if (closed[piece] || count < 3)
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            budget -= RaysPerPiece;
            turn[piece] = Votes(points, corners, unwound, triangles.AsSpan(start[piece], count), rays) < 0;
        }
    }

    // Samples spread by area; each looks along a random line to both sides. A sample that sees the sky on one side only votes for it.
    private static int Votes(Vector3d[] points, int[] corners, int[] unwound, ReadOnlySpan<int> members, TriangleRays rays)
    {
        var random = new Random(Seed);
        double total = 0;
        foreach (int t in members)
        {
            total += DoubleArea(points, corners, t).Length;
        }

        int votes = 0;
        int member = 0;
        double passed = DoubleArea(points, corners, members[0]).Length;
        for (int sample = 0; sample < RaysPerPiece; sample++)
        {
            double wanted = total * (sample + 0.5) / RaysPerPiece;
            while (passed < wanted && member < members.Length - 1)
            {
                passed += DoubleArea(points, corners, members[++member]).Length;
            }

            int triangle = members[member];
            Vector3d direction = RandomDirection(random);
            if (Vector3d.Dot(direction, DoubleArea(points, corners, triangle)) < 0)
            {
                direction = -direction;
            }

            Vector3d from = Centroid(points, unwound, triangle);
            bool front = rays.HitsAny(from, direction, triangle);
            bool back = rays.HitsAny(from, -direction, triangle);
            votes += front == back ? 0 : back ? 1 : -1;
        }

        return votes;
    }

    private static double[] Volumes(Vector3d[] points, int[] corners, int[] start, int[] triangles)
    {
        double[] volumes = new double[start.Length - 1];
        for (int piece = 0; piece < volumes.Length; piece++)
        {
            // Measured from a corner of the piece itself: far from the origin nothing would be left of a small volume.
            Vector3d origin = points[corners[triangles[start[piece]] * 3]];
            double sum = 0;
            for (int i = start[piece]; i < start[piece + 1]; i++)
            {
                int h = triangles[i] * 3;
                Vector3d a = points[corners[h]] - origin;
                sum += Vector3d.Dot(a, Vector3d.Cross(points[corners[h + 1]] - origin, points[corners[h + 2]] - origin));
            }

            volumes[piece] = sum / 6;
        }

        return volumes;
    }

    internal static (int[] Start, int[] Triangles) TrianglesByPiece(int[] component, int pieces)
    {
        int[] start = new int[pieces + 1];
        foreach (int piece in component)
        {
            start[piece + 1]++;
        }

        for (int piece = 0; piece < pieces; piece++)
        {
            start[piece + 1] += start[piece];
        }

        int[] cursor = start[..pieces];
        int[] triangles = new int[component.Length];
        for (int t = 0; t < component.Length; t++)
        {
            triangles[cursor[component[t]]++] = t;
        }

        return (start, triangles);
    }

    private static Vector3d Centroid(Vector3d[] points, int[] corners, int t) =>
        (points[corners[t * 3]] + points[corners[(t * 3) + 1]] + points[corners[(t * 3) + 2]]) * (1.0 / 3);

    private static Vector3d DoubleArea(Vector3d[] points, int[] corners, int t)
    {
        Vector3d a = points[corners[t * 3]];
        return Vector3d.Cross(points[corners[(t * 3) + 1]] - a, points[corners[(t * 3) + 2]] - a);
    }

    private static Vector3d RandomDirection(Random random)
    {
        while (true)
        {
            var v = new Vector3d((2 * random.NextDouble()) - 1, (2 * random.NextDouble()) - 1, (2 * random.NextDouble()) - 1);
            if (v.LengthSquared is <= 1 and > 0.01)
            {
                return v.Normalized();
            }
        }
    }
}
