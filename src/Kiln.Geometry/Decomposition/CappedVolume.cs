using Kiln.Geometry.Hulls;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>Foretells what a hull holds once its number of vertices is reduced, without reducing it.</summary>
internal static class CappedVolume
{
    private const int CornerBudget = 64;

    // Of what the farthest vertices alone lack, a fitted hull exceeds by about this part.
    private const double ExcessOverLack = 0.5;

    /// <summary>The volume to expect of the points' hull in <see cref="CornerBudget"/> vertices.</summary>
    /// <param name="points">Finite points.</param>
    /// <param name="builder">Workspace of the calling thread.</param>
    public static double Of(ReadOnlySpan<Vector3d> points, HullBuilder builder)
    {
        List<Vector3d> corners = [];
        double whole = builder.Volume(points, int.MaxValue, corners);
        return corners.Count <= CornerBudget ? whole
            : whole + (ExcessOverLack * Math.Max(0, whole - builder.Volume(points, CornerBudget, corners)));
    }
}
