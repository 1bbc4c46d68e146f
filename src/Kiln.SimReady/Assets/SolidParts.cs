using Kiln.Geometry.Mass;
using Kiln.Geometry.Meshes;

namespace Kiln.SimReady.Assets;

/// <summary>
/// The parts of a model, sorted by whether they enclose a volume. Parts that are closed stand alone; the open ones are looked at
/// together too, since one solid's faces may be spread over several nodes.
/// </summary>
internal sealed class SolidParts
{
    private SolidParts(IReadOnlyList<(SurfaceMesh, PartSurface)> solids, IReadOnlyList<PartSurface> open)
    {
        Solids = solids;
        Open = open;
    }

    /// <summary>Closed surfaces, each with the part that it is, or the largest of the parts that it is made of.</summary>
    public IReadOnlyList<(SurfaceMesh Surface, PartSurface Part)> Solids { get; }

    /// <summary>Parts that enclose no volume, neither alone nor together.</summary>
    public IReadOnlyList<PartSurface> Open { get; }

    /// <summary>Sorts the parts.</summary>
    public static SolidParts Of(IReadOnlyList<PartSurface> parts, CancellationToken cancellationToken)
    {
        List<(SurfaceMesh, PartSurface)> solids = [];
        List<PartSurface> open = [];
        foreach (PartSurface part in parts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsSolid(part.Surface))
            {
                solids.Add((part.Surface, part));
            }
            else
            {
                open.Add(part);
            }
        }

        if (open.Count > 1)
        {
            SurfaceMesh joined = PartSurface.Join(open.SelectMany(part => part.Primitives));
            if (IsSolid(joined))
            {
                solids.Add((joined, open.MaxBy(part => ShellMass.Area(part.Surface))!));
                open = [];
            }
        }

        return new(solids, open);
    }

    private static bool IsSolid(SurfaceMesh surface) =>
        SurfaceTopology.IsClosed(surface) && ExactMass.SignedVolume(surface) > 0;
}
