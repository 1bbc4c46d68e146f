using Kiln.Geometry.Mass;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Materials;

namespace Kiln.SimReady.Assets;

/// <summary>
/// The parts of a model as physics sees them, sorted by whether they enclose a volume. Parts that are closed stand alone; the open ones
/// are looked at together too, since one solid's faces may be spread over several nodes. A part of several solids whose materials'
/// names speak of different matter, such as a hammer's head and handle, is one part for each.
/// </summary>
internal sealed class SolidParts
{
    private SolidParts(IReadOnlyList<PartSurface> solids, IReadOnlyList<PartSurface> open)
    {
        Solids = solids;
        Open = open;
        All = [.. solids, .. open];
    }

    /// <summary>Closed surfaces; one that is made of several parts has the name of the largest.</summary>
    public IReadOnlyList<PartSurface> Solids { get; }

    /// <summary>Parts that enclose no volume, neither alone nor together.</summary>
    public IReadOnlyList<PartSurface> Open { get; }

    /// <summary>The closed parts, then the open ones: the order in which masses and hulls refer to them.</summary>
    public IReadOnlyList<PartSurface> All { get; }

    /// <summary>Sorts the parts of a clean scene.</summary>
    public static SolidParts Of(Scene clean, CancellationToken cancellationToken)
    {
        List<PartSurface> solids = [];
        List<PartSurface> open = [];
        foreach (PartSurface part in PartSurface.AllOf(clean).SelectMany(part => ByMatter(part, clean)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            (IsSolid(part.Surface) ? solids : open).Add(part);
        }

        if (open.Count > 1)
        {
            TriangleMesh[] primitives = [.. open.SelectMany(part => part.Primitives)];
            SurfaceMesh joined = PartSurface.Join(primitives);
            if (IsSolid(joined))
            {
                solids.Add(new(open.MaxBy(part => ShellMass.Area(part.Surface))!.Name, joined, primitives));
                open = [];
            }
        }

        return new(solids, open);
    }

    // Paint of several colours on one solid leaves no piece closed: then the part stays whole.
    private static PartSurface[] ByMatter(PartSurface part, Scene clean)
    {
        IGrouping<(string? Matter, double Fill), TriangleMesh>[] groups =
        [
            .. part.Primitives.GroupBy(mesh => mesh.Material < 0
                ? (null, 1)
                : (PhysicalMaterialTable.Recognise(clean.Materials[mesh.Material].Name)?.Name,
                    PhysicalMaterialTable.FillOf(clean.Materials[mesh.Material].Name))),
        ];
        if (groups.Length < 2)
        {
            return [part];
        }

        PartSurface[] pieces =
        [
            .. groups.Select(group => new PartSurface(
                group.Key.Matter is null ? part.Name : $"{part.Name}_{group.Key.Matter}", PartSurface.Join(group), [.. group])),
        ];
        return Array.TrueForAll(pieces, piece => IsSolid(piece.Surface)) ? pieces : [part];
    }

    private static bool IsSolid(SurfaceMesh surface) =>
        new SurfaceTopology(surface.Triangles).IsClosed && ExactMass.SignedVolume(surface) > 0;
}
