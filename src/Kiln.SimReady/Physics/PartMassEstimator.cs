using Kiln.Geometry.Hulls;
using Kiln.Geometry.Mass;
using Kiln.Geometry.Meshes;

namespace Kiln.SimReady.Physics;

/// <summary>
/// Mass properties at density 1. A closed surface is integrated exactly; an open one gives plausible but wrong integrals, so it
/// is replaced first: a thin sheet by a shell, anything else by what its winding number takes for inside, or by its hull.
/// </summary>
internal static class PartMassEstimator
{
    // A sheet's hull has no volume to speak of; thicker open shapes are taken for solids with holes in their skin.
    private const double SheetVolumeRatio = 1e-3;
    private const int MaxHullVertices = 256;

    /// <summary>The mass properties of a closed surface.</summary>
    public static PartMass OfSolid(SurfaceMesh surface) => new("exact", ExactMass.Of(surface));

    /// <summary>The mass properties of a surface that encloses no volume.</summary>
    public static PartMass OfOpen(SurfaceMesh surface, CancellationToken cancellationToken)
    {
        ConvexHull hull = ConvexHull.Of(surface.Vertices, MaxHullVertices);
        double diagonal = surface.Bounds.Diagonal;
        if (hull.IsSlab || hull.Volume < SheetVolumeRatio * diagonal * diagonal * diagonal)
        {
            return new("shell", ShellMass.Of(surface, ShellMass.DefaultThickness(surface)));
        }

        return VoxelMass.TryOf(surface, cancellationToken: cancellationToken) is { } inside
            ? new("voxel", inside)
            : new("hull_union", ExactMass.Of(hull.ToSurface()));
    }
}
