using Kiln.Geometry.Meshes;

namespace Kiln.Geometry.Remeshing;

/// <summary>A closed surface made anew from a broken one.</summary>
/// <param name="Surface">Closed, manifold and facing outward; without triangles when the input encloses nothing at this pitch.</param>
/// <param name="Pitch">Distance between samples, in the unit of the mesh. Walls and gaps thinner than this may be lost.</param>
public sealed record RemeshedSolid(SurfaceMesh Surface, double Pitch);
