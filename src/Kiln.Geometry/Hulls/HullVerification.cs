using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Hulls;

/// <summary>Checks what every hull must be, whatever made it.</summary>
internal static class HullVerification
{
    /// <summary>
    /// True when the triangles are one closed surface (each directed edge once, with its opposite; V − E + F = 2), every edge is
    /// convex and every point inside, both within the tolerance. The corners themselves are inside once every edge is convex.
    /// </summary>
    /// <param name="vertices">The corners.</param>
    /// <param name="triangles">Three corner indices per triangle.</param>
    /// <param name="points">The points to hold.</param>
    /// <param name="corners">Which of the points are corners, in rising order: those are not tested.</param>
    /// <param name="tolerance">A length.</param>
    public static bool IsSound(
        ReadOnlySpan<Vector3d> vertices,
        ReadOnlySpan<int> triangles,
        ReadOnlySpan<Vector3d> points,
        ReadOnlySpan<int> corners,
        double tolerance)
    {
        int faces = triangles.Length / 3;
        return faces >= 4
            && vertices.Length - (faces * 3 / 2) + faces == 2
            && IsClosedAndConvex(vertices, triangles, tolerance)
            && Holds(new HullPlanes(vertices, triangles), points, corners, tolerance);
    }

    private static bool IsClosedAndConvex(ReadOnlySpan<Vector3d> vertices, ReadOnlySpan<int> triangles, double tolerance)
    {
        var opposite = new Dictionary<(int Tail, int Head), int>(triangles.Length);
        for (int i = 0; i < triangles.Length; i++)
        {
            int triangle = i - (i % 3);
            if (!opposite.TryAdd((triangles[i], triangles[triangle + ((i + 1) % 3)]), triangles[triangle + ((i + 2) % 3)]))
            {
                return false;
            }
        }

        for (int t = 0; t < triangles.Length; t += 3)
        {
            Vector3d a = vertices[triangles[t]];
            Vector3d normal = Vector3d.Cross(vertices[triangles[t + 1]] - a, vertices[triangles[t + 2]] - a).Normalized();
            for (int k = 0; k < 3; k++)
            {
                if (!opposite.TryGetValue((triangles[t + ((k + 1) % 3)], triangles[t + k]), out int across)
                    || Vector3d.Dot(normal, vertices[across] - a) > tolerance)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool Holds(
        HullPlanes planes, ReadOnlySpan<Vector3d> points, ReadOnlySpan<int> corners, double tolerance)
    {
        for (int i = 0; i < points.Length; i++)
        {
            if (!corners.IsEmpty && corners[0] == i)
            {
                corners = corners[1..];
            }
            else if (planes.SignedDistance(points[i]) > tolerance)
            {
                return false;
            }
        }

        return true;
    }
}
