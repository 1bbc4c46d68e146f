namespace Kiln.Geometry.Cleaning;

/// <summary>What cleaning may do. Lengths are shares of the diagonal of the box around the whole object.</summary>
public sealed record CleaningOptions
{
    /// <summary>Vertices closer than this stand at one place; in metres never below 1e-9.</summary>
    public double WeldTolerance { get; init; } = 1e-6;

    /// <summary>Borders closer than this are sewn together where that closes the surface; 0 leaves them open.</summary>
    public double StitchTolerance { get; init; } = 1e-4;

    /// <summary>A triangle of less area than this share of the squared diagonal is degenerate.</summary>
    public double DegenerateArea { get; init; } = 1e-14;

    /// <summary>Holes of at most this many edges are filled; 0 leaves all open.</summary>
    public int MaximumHoleEdges { get; init; } = 64;

    /// <summary>Holes whose own diagonal is larger are left open: they are likely meant.</summary>
    public double MaximumHoleDiagonal { get; init; } = 0.05;

    /// <summary>Edges that bend more than this many degrees are creases when normals are made.</summary>
    public double CreaseAngle { get; init; } = 60;

    /// <summary>Make all normals anew instead of keeping those of the file that are valid.</summary>
    public bool ReplaceNormals { get; init; }
}
