using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Spatial;

/// <summary>A point found on a surface.</summary>
/// <param name="Position">The point.</param>
/// <param name="Triangle">The triangle it lies on.</param>
/// <param name="Distance">Its distance from the query.</param>
public readonly record struct SurfacePoint(Vector3d Position, int Triangle, double Distance);
