namespace Kiln.Geometry.Cleaning;

/// <summary>What cleaning found and did.</summary>
/// <param name="Before">The object after bit-equal positions were joined, before anything else.</param>
/// <param name="After">The cleaned object.</param>
public sealed record CleaningReport(SurfaceStatistics Before, SurfaceStatistics After)
{
    /// <summary>Triangles dropped because two corners fell together, or they had no area and could not be flipped.</summary>
    public int DegeneratesRemoved { get; init; }

    /// <summary>Triangles without area that were turned into their neighbour, which closes the T-junction they covered.</summary>
    public int DegeneratesFlipped { get; init; }

    /// <summary>Triangles dropped because another has the same corners and winding.</summary>
    public int DuplicatesRemoved { get; init; }

    /// <summary>Triangles dropped because another is their back; their meshes are to be shown from both sides.</summary>
    public int LaminasRemoved { get; init; }

    /// <summary>Triangles turned round.</summary>
    public int TrianglesFlipped { get; init; }

    /// <summary>Edges of more than two triangles that were cut into pairs.</summary>
    public int NonManifoldEdgesCut { get; init; }

    /// <summary>Edges cut because no winding fits both sides (a one-sided surface), or the sides are each other's back.</summary>
    public int OneSidedEdgesCut { get; init; }

    /// <summary>Vertices added because sheets met in one vertex only.</summary>
    public int VerticesSplit { get; init; }

    /// <summary>Border edges that were sewn to a close border.</summary>
    public int BoundaryEdgesStitched { get; init; }

    /// <summary>Holes filled, cracks along a vertex within an edge included.</summary>
    public int HolesFilled { get; init; }

    /// <summary>Border vertices that lie within another border edge. Only remeshing closes these.</summary>
    public int TJunctions { get; init; }
}
