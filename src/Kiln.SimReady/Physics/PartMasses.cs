using Kiln.Geometry.Decomposition;
using Kiln.Geometry.Hulls;
using Kiln.Geometry.Mass;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.SimReady.Assets;

namespace Kiln.SimReady.Physics;

/// <summary>
/// Mass properties at density 1. A closed surface is integrated exactly, and so is one whose holes are small enough to be covered. Any
/// other open one gives plausible but wrong integrals, so it is replaced first: a thin sheet by a shell, anything else by what its winding
/// number takes for inside, or by the union of the hulls of its decomposition.
/// </summary>
internal static class PartMasses
{
    // A sheet's hull has no volume to speak of; thicker open shapes are taken for solids with holes in their skin.
    private const double SheetVolumeRatio = 1e-3;
    private const int MaxHullVertices = 256;
    private const int CoarsestResolution = 24;
    private const int FinestResolution = 128;

    // Up to this part of the surface may be missing: what covers a hole is at most a little off the true shape there.
    private const double MostCapShare = 0.05;

    // Lattice steps across a wall, so that none is lost between two of them.
    private const double StepsAcrossWall = 1.5;

    /// <summary>The mass properties of all parts, in the order of <see cref="SolidParts.All"/>.</summary>
    public static PartMass[] Of(SolidParts parts, CancellationToken cancellationToken)
    {
        SurfaceMesh[] surfaces = [.. parts.All.Select(part => part.Surface)];
        Bounds3d asset = surfaces.Aggregate(Bounds3d.Empty, (all, surface) => all.Including(surface.Bounds));
        (int Original, Affine3d Motion)[] copies = CongruentParts.Of(surfaces);
        PartMass[] masses = new PartMass[surfaces.Length];
        Parallel.For(0, masses.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            if (i < parts.Solids.Count)
            {
                masses[i] = new("exact", ExactMass.Of(surfaces[i]));
            }
            else if (copies[i].Original == i)
            {
                masses[i] = OfOpen(surfaces[i], new PartScale(surfaces[i].Bounds, asset), cancellationToken);
            }
        });
        for (int i = parts.Solids.Count; i < masses.Length; i++)
        {
            if (copies[i].Original != i)
            {
                PartMass original = masses[copies[i].Original];
                masses[i] = original with { Properties = original.Properties.Moved(copies[i].Motion) };
            }
        }

        return masses;
    }

    private static PartMass OfOpen(SurfaceMesh surface, PartScale scale, CancellationToken cancellationToken)
    {
        ConvexHull hull = ConvexHull.Of(surface.Vertices, MaxHullVertices);
        double diagonal = surface.Bounds.Diagonal;
        if (hull.IsSlab || hull.Volume < SheetVolumeRatio * diagonal * diagonal * diagonal)
        {
            return new("shell", ShellMass.Of(surface, ShellMass.DefaultThickness(surface)));
        }

        CappedSurface capped = CappedSurface.Of(surface);
        double volume = ExactMass.SignedVolume(capped.Closed);
        if (capped.CapShare <= MostCapShare && volume > 0)
        {
            return new("capped", ExactMass.Of(capped.Closed), capped.CapShare);
        }

        // Twice the volume over the area is the thickness of a wall with two sides.
        double wall = 2 * Math.Abs(volume) / ShellMass.Area(surface);
        Vector3d size = surface.Bounds.Size;
        double wanted = Math.Max(VoxelMass.DefaultResolution, StepsAcrossWall * Math.Max(size.X, Math.Max(size.Y, size.Z)) / wall);
        int resolution = Math.Max(CoarsestResolution, (int)(Math.Min(FinestResolution, wanted) / scale.Ease));
        return VoxelMass.TryOf(surface, resolution, cancellationToken) is { } inside
            ? new("voxel", inside)
            : new("hull_union", OfHulls(surface, cancellationToken));
    }

    private static MassProperties OfHulls(SurfaceMesh surface, CancellationToken cancellationToken) =>
        HullUnionMass.Of(ConvexDecomposition.Decompose(surface, new DecompositionOptions(), cancellationToken).Hulls, cancellationToken);
}
