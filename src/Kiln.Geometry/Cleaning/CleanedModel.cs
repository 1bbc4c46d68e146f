using Kiln.Geometry.Meshes;

namespace Kiln.Geometry.Cleaning;

/// <summary>An object after cleaning, once as files want it and once as physics wants it.</summary>
/// <param name="Meshes">
/// The input's meshes in their order, each with its material, clean indices and valid normals; one may have no triangles left.
/// Tangents are dropped: make them last.
/// </param>
/// <param name="Surface">
/// All meshes as one welded surface. Its triangles are those of the meshes, mesh after mesh, with the same corners. Vertices at equal
/// positions are kept apart where sheets only touch, so do not weld it again.
/// </param>
/// <param name="MeshOfTriangle">For each triangle of the surface the index of its mesh.</param>
/// <param name="DoubleSided">For each mesh whether the backs of sheets were dropped, so that its material must show both sides.</param>
/// <param name="Report">What was found and done.</param>
public sealed record CleanedModel(
    IReadOnlyList<TriangleMesh> Meshes,
    SurfaceMesh Surface,
    IReadOnlyList<int> MeshOfTriangle,
    IReadOnlyList<bool> DoubleSided,
    CleaningReport Report);
