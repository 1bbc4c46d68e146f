using Kiln.Geometry.Decomposition;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Hulls;

/// <summary>
/// The union of overlapping hulls, exact to rounding: each hull loses what earlier, larger ones hold, by cutting it along their
/// sides. Hulls of one decomposition overlap by some percent, so adding their volumes counts material twice.
/// </summary>
public static class HullUnion
{
    private const double PlaneTolerance = 1e-10;
    private const double LeastVolume = 1e-13;

    /// <summary>The volume of the union, in the cube of the hulls' unit.</summary>
    public static double Volume(IReadOnlyList<ConvexHull> hulls, CancellationToken cancellationToken = default)
    {
        double sum = 0;
        foreach (SurfaceMesh piece in DisjointPieces(hulls, cancellationToken))
        {
            sum += ConvexHull.VolumeOf(piece.Vertices, piece.Triangles);
        }

        return sum;
    }

    /// <summary>
    /// Closed convex surfaces that do not overlap and together fill the union: what mass integrals over a union are summed from.
    /// </summary>
    /// <param name="hulls">Any number of hulls.</param>
    /// <param name="cancellationToken">Abandons the work.</param>
    public static IReadOnlyList<SurfaceMesh> DisjointPieces(
        IReadOnlyList<ConvexHull> hulls, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hulls);
        int[] order = [.. Enumerable.Range(0, hulls.Count).OrderByDescending(i => hulls[i].Volume).ThenBy(i => i)];
        Bounds3d all = hulls.Aggregate(Bounds3d.Empty, (bounds, hull) => bounds.Including(hull.Bounds));
        double tolerance = PlaneTolerance * all.Diagonal;
        var removed = new List<(Bounds3d Bounds, HullPlanes Planes)>();
        var result = new List<SurfaceMesh>();
        foreach (int i in order)
        {
            List<Solid> pieces = [new Solid(hulls[i].Vertices, hulls[i].Triangles, hulls[i].Triangles.Length / 3)];
            double least = LeastVolume * hulls[i].Volume;
            foreach ((Bounds3d bounds, HullPlanes planes) in removed)
            {
                cancellationToken.ThrowIfCancellationRequested();
                pieces = [.. pieces.SelectMany(piece => Subtract(piece, bounds, planes, tolerance, least))];
            }

            result.AddRange(pieces.Select(piece => new SurfaceMesh(piece.Vertices, piece.Triangles)));
            removed.Add((hulls[i].Bounds, hulls[i].Planes()));
        }

        return result;
    }

    private static List<Solid> Subtract(Solid piece, Bounds3d bounds, HullPlanes planes, double tolerance, double least)
    {
        if (!Overlap(piece.Bounds, bounds))
        {
            return [piece];
        }

        // What is cut off lies outside the other hull and is kept; what is left at the end lies inside.
        var outside = new List<Solid>();
        Solid rest = piece;
        for (int i = 0; i < planes.Count; i++)
        {
            (Solid? below, Solid? above) = SolidCut.Apply(rest, new CutPlane(planes.Normal(i), planes.Offset(i)), tolerance);
            if (below is null || below.Volume <= least)
            {
                return [piece];
            }

            if (above is not null && above.Volume > least)
            {
                outside.Add(above);
            }

            rest = below;
        }

        return outside;
    }

    private static bool Overlap(Bounds3d a, Bounds3d b) =>
        a.Min.X < b.Max.X && b.Min.X < a.Max.X
        && a.Min.Y < b.Max.Y && b.Min.Y < a.Max.Y
        && a.Min.Z < b.Max.Z && b.Min.Z < a.Max.Z;
}
