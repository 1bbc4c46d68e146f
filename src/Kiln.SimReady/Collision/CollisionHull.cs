namespace Kiln.SimReady.Collision;

/// <summary>A convex hull in the asset's frame, rounded to single precision as every output holds it.</summary>
/// <param name="Part">Name of the part that it stands for.</param>
/// <param name="PartIndex">The part's place in <see cref="Assets.SolidParts.All"/>.</param>
/// <param name="Positions">x, y, z of each vertex, metres.</param>
/// <param name="Triangles">Three vertex indices per triangle, counter-clockwise from outside.</param>
/// <param name="VolumeM3">Its volume.</param>
/// <param name="IsSlab">The part was flat, and was given a thickness.</param>
internal sealed record CollisionHull(string Part, int PartIndex, float[] Positions, int[] Triangles, double VolumeM3, bool IsSlab);
