using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Spatial;

/// <summary>A box of a <see cref="TriangleBvh"/>.</summary>
/// <param name="Bounds">Holds all triangles below.</param>
/// <param name="First">Of a leaf: the start of its run in leaf order. Of an inner node: the second child; the first follows at once.</param>
/// <param name="Count">Triangles of a leaf; 0 for an inner node.</param>
internal readonly record struct BvhNode(Bounds3d Bounds, int First, int Count);
