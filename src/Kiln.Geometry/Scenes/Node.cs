using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Scenes;

/// <summary>A placed thing in a scene.</summary>
/// <param name="Name">Name in the file; may be empty and need not be unique.</param>
/// <param name="Parent">Index of the parent node, which is lower than this node's own; −1 for a root.</param>
/// <param name="Transform">Maps this node's frame to its parent's.</param>
/// <param name="Mesh">Index of the mesh placed here; −1 for none.</param>
public sealed record Node(string Name, int Parent, Affine3d Transform, int Mesh = -1);
