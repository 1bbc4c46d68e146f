using Kiln.Geometry.Meshes;

namespace Kiln.Geometry.Scenes;

/// <summary>A named group of triangle meshes, one for each material it uses.</summary>
/// <param name="Name">Name in the file; may be empty and need not be unique.</param>
/// <param name="Primitives">The triangle meshes.</param>
public sealed record Mesh(string Name, IReadOnlyList<TriangleMesh> Primitives);
