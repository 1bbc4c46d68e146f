namespace Kiln.Geometry.Simplification;

/// <summary>How far simplification may go.</summary>
public sealed record SimplificationOptions
{
    /// <summary>Triangles wanted over all meshes together; nothing is done when there are no more than that.</summary>
    public required int TargetTriangles { get; init; }

    /// <summary>
    /// Largest error of a collapse, as a share of the longest side of the object's box. When no collapse is left below it,
    /// simplification stops short of the target.
    /// </summary>
    public double MaximumError { get; init; } = 0.01;

    /// <summary>
    /// When seams of texture coordinates and normals stand in the way of the target, let them go. Off, they are kept and the target may
    /// be missed.
    /// </summary>
    public bool MayRelaxSeams { get; init; } = true;
}
