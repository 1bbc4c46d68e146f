using System.Runtime.InteropServices;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Hulls;

/// <summary>
/// Makes verified hulls and keeps the workspace between calls: one per thread. What quickhull cannot do within its tolerance is
/// tried again with a larger one; points without volume become a slab.
/// </summary>
internal sealed class HullBuilder
{
    /// <summary>A hull thinner than this part of its diagonal is made a slab.</summary>
    public const double SlabThickness = 1e-4;

    private readonly QuickHull _quickHull = new();
    private readonly List<int> _vertexIndices = [];
    private readonly List<int> _triangles = [];

    /// <summary>See <see cref="ConvexHull.Of"/>.</summary>
    public ConvexHull Build(ReadOnlySpan<Vector3d> points, int maxVertices = int.MaxValue)
    {
        if (points.IsEmpty)
        {
            throw new ArgumentException("A convex hull needs at least one point.", nameof(points));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(maxVertices, 4);
        foreach (Vector3d point in points)
        {
            if (!point.IsFinite)
            {
                throw new ArgumentException($"A convex hull needs finite points, but one is {point}.", nameof(points));
            }
        }

        if (!TryBuildExact(points, int.MaxValue, out ConvexHull? hull) || IsThin(hull))
        {
            hull = Slabs.Around(points, hull);
        }

        return hull.Vertices.Length <= maxVertices ? hull : HullReduction.Reduce(hull, maxVertices, this);
    }

    /// <summary>The volume of the hull, 0 for points without one; no verification, no slab: for search among many.</summary>
    /// <param name="points">Finite points.</param>
    /// <param name="vertexBudget">Stop after this many points, the farthest first; the rest may stay outside.</param>
    /// <param name="corners">Receives the hull's vertices, or all points when they have no volume.</param>
    public double Volume(ReadOnlySpan<Vector3d> points, int vertexBudget, List<Vector3d> corners)
    {
        bool hasVolume;
        try
        {
            hasVolume = _quickHull.Build(points, vertexBudget);
        }
        catch (HullTopologyException)
        {
            hasVolume = _quickHull.Build(points, vertexBudget: 4);
        }

        if (!hasVolume)
        {
            corners.Clear();
            corners.AddRange(points);
            return 0;
        }

        _quickHull.WriteCorners(corners);
        return Math.Max(0, _quickHull.Volume());
    }

    /// <summary>A verified hull without slab or reduction; false when the points have no volume within the tolerance.</summary>
    /// <param name="points">Finite points.</param>
    /// <param name="vertexBudget">Stop after this many points: the hull then leaves the rest outside, and only its shape is verified.</param>
    /// <param name="hull">The hull.</param>
    public bool TryBuildExact(
        ReadOnlySpan<Vector3d> points, int vertexBudget, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ConvexHull? hull)
    {
        hull = null;
        for (double epsilonFactor = 1; epsilonFactor <= 1e6; epsilonFactor *= 10)
        {
            try
            {
                if (!_quickHull.Build(points, vertexBudget, epsilonFactor))
                {
                    return false;
                }
            }
            catch (HullTopologyException)
            {
                continue;
            }

            _quickHull.Write(_vertexIndices, _triangles);
            var vertices = new Vector3d[_vertexIndices.Count];
            for (int i = 0; i < vertices.Length; i++)
            {
                vertices[i] = points[_vertexIndices[i]];
            }

            ReadOnlySpan<Vector3d> mustHold = vertexBudget == int.MaxValue ? points : [];
            ReadOnlySpan<int> corners = CollectionsMarshal.AsSpan(_vertexIndices);
            ReadOnlySpan<int> sides = CollectionsMarshal.AsSpan(_triangles);
            if (HullVerification.IsSound(vertices, sides, mustHold, corners, 10 * _quickHull.Epsilon))
            {
                int[] triangles = [.. _triangles];
                hull = new ConvexHull(vertices, triangles) { Volume = ConvexHull.VolumeOf(vertices, triangles) };
                return hull.Volume > 0;
            }
        }

        return false;
    }

    // The width of a convex body is at least its volume over its largest shadow, and no shadow exceeds half the surface, so the
    // exact width is worth computing only for hulls that this bound calls thin.
    private static bool IsThin(ConvexHull hull)
    {
        double limit = SlabThickness * hull.Bounds.Diagonal;
        double area = 0;
        for (int t = 0; t < hull.Triangles.Length; t += 3)
        {
            Vector3d a = hull.Vertices[hull.Triangles[t]];
            area += Vector3d.Cross(hull.Vertices[hull.Triangles[t + 1]] - a, hull.Vertices[hull.Triangles[t + 2]] - a).Length / 2;
        }

        return 2 * hull.Volume / area < limit && Slabs.Width(hull, out _) < limit;
    }
}
