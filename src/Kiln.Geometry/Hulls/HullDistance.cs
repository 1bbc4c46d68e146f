using Kiln.Geometry.Mass;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Spatial;

namespace Kiln.Geometry.Hulls;

/// <summary>How far convex hulls together are from the surface that they stand for.</summary>
public static class HullDistance
{
    /// <summary>Sample points on each side unless asked otherwise.</summary>
    public const int DefaultSamples = 2000;

    // The limit on vertices lets a hull stand back by this part of its largest extent, so hulls on both sides of a cut may leave a hairline
    // between them, whose walls are no outside.
    private const double StandBack = HullReduction.Tolerance;

    /// <summary>
    /// The Hausdorff distance between a surface and the boundary of the hulls' union, in their unit: the larger of how far a point of the
    /// surface is from that boundary and how far a point of the boundary is from the surface. It is measured at sample points that are the
    /// same every time and at least one on each face of a hull, so the true distance may be larger by some of the samples' spacing. A point of
    /// the surface that lies in several hulls counts with its depth in the one that holds it deepest, which is no more than its distance.
    /// </summary>
    /// <param name="surface">The surface, closed or not; at least one triangle with an area.</param>
    /// <param name="hulls">Closed convex surfaces, which may overlap; at least one.</param>
    /// <param name="samples">About how many points are taken on each side.</param>
    /// <param name="cancellationToken">Abandons the work.</param>
    /// <exception cref="ArgumentException">There is no hull.</exception>
    public static double Hausdorff(
        SurfaceMesh surface, IReadOnlyList<SurfaceMesh> hulls, int samples = DefaultSamples, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(hulls);
        if (hulls.Count == 0)
        {
            throw new ArgumentException("There is no hull to measure the distance to.", nameof(hulls));
        }

        Member[] members = [.. hulls.Select(hull => new Member(hull))];
        double fromSurface = FromSurface(surface, hulls, members, samples, cancellationToken);
        return FromHulls(members, surface, samples, fromSurface, cancellationToken);
    }

    private static double FromSurface(
        SurfaceMesh surface, IReadOnlyList<SurfaceMesh> hulls, Member[] members, int samples, CancellationToken cancellationToken)
    {
        var boundary = new TriangleBvh(SurfaceEditing.Combined([.. hulls]), cancellationToken);
        double farthest = 0;
        foreach (Vector3d sample in SurfaceSamples.Of(surface.Vertices, surface.Triangles, samples))
        {
            cancellationToken.ThrowIfCancellationRequested();
            double depth = 0;
            foreach (Member member in members)
            {
                depth = Math.Max(depth, member.Depth(sample));
            }

            // Outside of all hulls the nearest point of any is one of the union's boundary.
            if (depth > 0)
            {
                farthest = Math.Max(farthest, depth);
            }
            else if (!boundary.IsWithin(sample, farthest))
            {
                farthest = boundary.Closest(sample)?.Distance ?? farthest;
            }
        }

        return farthest;
    }

    private static double FromHulls(
        Member[] members, SurfaceMesh surface, int samples, double farthest, CancellationToken cancellationToken)
    {
        var tree = new TriangleBvh(surface, cancellationToken);
        double area = members.Sum(member => ShellMass.Area(member.Surface));
        foreach (Member member in members)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int t = 0; t < member.Surface.Triangles.Length; t += 3)
            {
                ReadOnlySpan<int> face = member.Surface.Triangles.AsSpan(t, 3);
                Vector3d outward = Outward(member.Surface.Vertices, face);
                int share = Math.Max(1, (int)Math.Round(samples * outward.Length / (2 * area)));
                foreach (Vector3d sample in SurfaceSamples.Of(member.Surface.Vertices, face, share))
                {
                    if (!IsCovered(sample, outward.Normalized(), member, members) && !tree.IsWithin(sample, farthest))
                    {
                        farthest = tree.Closest(sample)?.Distance ?? farthest;
                    }
                }
            }
        }

        return farthest;
    }

    // What lies before a face that another hull covers is inside that one.
    private static bool IsCovered(Vector3d sample, Vector3d outward, Member own, Member[] members)
    {
        foreach (Member other in members)
        {
            Vector3d before = sample + (outward * (StandBack * (own.Extent + other.Extent)));
            if (other != own && other.Depth(before) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static Vector3d Outward(ReadOnlySpan<Vector3d> vertices, ReadOnlySpan<int> face)
    {
        Vector3d a = vertices[face[0]];
        return Vector3d.Cross(vertices[face[1]] - a, vertices[face[2]] - a);
    }

    private sealed class Member(SurfaceMesh surface)
    {
        private readonly Bounds3d _bounds = surface.Bounds;
        private readonly HullPlanes _planes = new(surface.Vertices, surface.Triangles);

        public SurfaceMesh Surface { get; } = surface;

        public double Extent { get; } = Math.Max(surface.Bounds.Size.X, Math.Max(surface.Bounds.Size.Y, surface.Bounds.Size.Z));

        /// <summary>How deep a point lies inside; negative outside.</summary>
        public double Depth(Vector3d point) =>
            _planes.Count > 0 && _bounds.Contains(point) ? -_planes.SignedDistance(point) : double.NegativeInfinity;
    }
}
