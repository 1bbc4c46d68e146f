using Kiln.Geometry.Hulls;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Spatial;

namespace Kiln.Geometry.Decomposition;

/// <summary>
/// How far solids are from their common hull (Wei and others, CoACD, 2022): the larger of the Hausdorff distance between the two
/// surfaces and 0.3 × the radius of a ball of the volume between them, on the scale where the part's longest side is 2.
/// </summary>
internal sealed class Concavity
{
    /// <summary>The most distances that one measurement asks for.</summary>
    public const int Queries = 2 * Samples;

    private const double VolumeWeight = 0.3;
    private const int Samples = 2000;

    // What rounding leaves between a convex solid's volume and its hull's; nothing that a body could touch fits in there.
    private const double NegligibleVolume = 1e-9;

    private readonly double _scale;

    /// <summary>Creates the measure for a part whose longest side has this length.</summary>
    public Concavity(double longestSide) => _scale = 2 / longestSide;

    /// <summary>The volume term alone: quick, and a lower bound of the whole.</summary>
    public double OfVolumes(double hullVolume, double volume) =>
        VolumeWeight * _scale * Math.Cbrt(3 * Math.Abs(hullVolume - volume) / (4 * Math.PI));

    /// <summary>The whole measure; where the volume term alone is above <paramref name="enough"/>, only that.</summary>
    public double Of(ConvexHull hull, IReadOnlyList<Piece> pieces, double enough)
    {
        double volume = 0;
        foreach (Piece piece in pieces)
        {
            volume += piece.Solid.Volume;
        }

        if (Math.Abs(hull.Volume - volume) <= NegligibleVolume * hull.Volume)
        {
            return 0;
        }

        // A hull that was given thickness stands for less than its volume.
        double term = hull.IsSlab ? 0 : OfVolumes(hull.Volume, volume);
        return term > enough ? term : Math.Max(term, _scale * Hausdorff(hull, pieces));
    }

    private static double Hausdorff(ConvexHull hull, IReadOnlyList<Piece> pieces) =>
        FromHull(hull, pieces, FromSurface(hull, pieces));

    // Inside a convex body the nearest point of its surface lies in the nearest plane.
    private static double FromSurface(ConvexHull hull, IReadOnlyList<Piece> pieces)
    {
        HullPlanes planes = hull.Planes();
        double deepest = 0;
        foreach (Piece piece in pieces)
        {
            Solid solid = piece.Solid;
            Span<int> surface = solid.Triangles.AsSpan(0, 3 * solid.SurfaceTriangles);
            foreach (Vector3d sample in SurfaceSamples.Of(solid.Vertices, surface, Samples / pieces.Count))
            {
                deepest = Math.Max(deepest, -planes.SignedDistance(sample));
            }
        }

        return deepest;
    }

    private static double FromHull(ConvexHull hull, IReadOnlyList<Piece> pieces, double farthest)
    {
        foreach (Vector3d sample in SurfaceSamples.Of(hull.Vertices, hull.Triangles, Samples))
        {
            if (IsNear(sample, pieces, farthest))
            {
                continue;
            }

            double nearest = double.PositiveInfinity;
            foreach (Piece piece in pieces)
            {
                nearest = piece.Tree.Closest(sample, nearest)?.Distance ?? nearest;
            }

            farthest = Math.Max(farthest, nearest);
        }

        return farthest;
    }

    private static bool IsNear(Vector3d sample, IReadOnlyList<Piece> pieces, double distance)
    {
        foreach (Piece piece in pieces)
        {
            if (piece.Tree.IsWithin(sample, distance))
            {
                return true;
            }
        }

        return false;
    }
}
