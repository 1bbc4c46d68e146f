using Kiln.Geometry.Meshes;

namespace Kiln.Geometry.Simplification;

/// <summary>A simplified object.</summary>
/// <param name="Meshes">The input's meshes in their order with fewer triangles; one may have none left.</param>
/// <param name="Triangles">Triangles over all meshes.</param>
/// <param name="RelativeError">
/// Square root of the largest quadric cost of any collapse, divided by the longest side of the object's box: about the largest root
/// mean square distance between a new vertex and the planes it stands for.
/// </param>
/// <param name="Error">The same in the unit of the meshes.</param>
/// <param name="Stop">Why it ended.</param>
/// <param name="SeamsRelaxed">Seams had to be let go: texture coordinates and normals may have been stretched across them.</param>
public sealed record SimplificationResult(
    IReadOnlyList<TriangleMesh> Meshes,
    int Triangles,
    double RelativeError,
    double Error,
    SimplificationStop Stop,
    bool SeamsRelaxed);
