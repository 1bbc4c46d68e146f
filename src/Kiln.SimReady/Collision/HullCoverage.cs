using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.SimReady.Collision;

/// <summary>
/// How well hulls stand for the solid, integrated along 64 × 64 lines in each of the three axes' directions: along a line the
/// lengths inside the solid, inside any hull and inside both are exact. Volumes come out within about 1 %.
/// </summary>
/// <param name="SolidVolume">Volume of the solid in cubic metres.</param>
/// <param name="UnionVolume">Volume of the hulls' union.</param>
/// <param name="CommonVolume">Volume that both share.</param>
/// <param name="SummedVolume">Volume of all hulls one by one.</param>
internal sealed record HullCoverage(double SolidVolume, double UnionVolume, double CommonVolume, double SummedVolume)
{
    private const int LinesPerSide = 64;

    /// <summary>Fraction of the solid that lies inside a hull.</summary>
    public double Covered => CommonVolume / SolidVolume;

    /// <summary>Intersection over union of solid and hulls.</summary>
    public double Iou => CommonVolume / (SolidVolume + UnionVolume - CommonVolume);

    /// <summary>What hulls have in common with each other, as a part of their union.</summary>
    public double Overlap => (SummedVolume / UnionVolume) - 1;

    /// <summary>Measures the coverage of closed surfaces, of which overlapping ones count once; null when they enclose no volume.</summary>
    public static HullCoverage? Measure(
        IReadOnlyList<SurfaceMesh> solids, IReadOnlyList<SurfaceMesh> hulls, CancellationToken cancellationToken)
    {
        HullCoverage measured = Integrate(solids, hulls, cancellationToken);
        return measured.SolidVolume > 0 ? measured : null;
    }

    /// <summary>The volume of the union of hulls, in cubic metres; 0 when there are none.</summary>
    public static double VolumeOf(IReadOnlyList<SurfaceMesh> hulls, CancellationToken cancellationToken) =>
        hulls.Count == 0 ? 0 : Integrate([], hulls, cancellationToken).UnionVolume;

    private static HullCoverage Integrate(
        IReadOnlyList<SurfaceMesh> solids, IReadOnlyList<SurfaceMesh> hulls, CancellationToken cancellationToken)
    {
        Bounds3d bounds = solids.Concat(hulls).Aggregate(Bounds3d.Empty, (all, mesh) => all.Including(mesh.Bounds));
        double solid = 0;
        double union = 0;
        double common = 0;
        double sum = 0;
        for (int axis = 0; axis < 3; axis++)
        {
            LineBundle lines = new(bounds, axis, LinesPerSide);
            foreach (SurfaceMesh mesh in solids)
            {
                lines.Cross(mesh, isHull: false, cancellationToken);
            }

            foreach (SurfaceMesh mesh in hulls)
            {
                lines.Cross(mesh, isHull: true, cancellationToken);
            }

            (double Solid, double Hulls, double Common, double Sum) = lines.Integrate();
            solid += Solid / 3;
            union += Hulls / 3;
            common += Common / 3;
            sum += Sum / 3;
        }

        return new(solid, union, common, sum);
    }
}
