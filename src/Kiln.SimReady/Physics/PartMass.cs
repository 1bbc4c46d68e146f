using Kiln.Geometry.Mass;

namespace Kiln.SimReady.Physics;

/// <summary>Mass properties of a part, or of several parts that only together enclose a volume.</summary>
/// <param name="Method"><c>exact</c>, <c>capped</c>, <c>voxel</c>, <c>hull_union</c> or <c>shell</c>.</param>
/// <param name="Properties">Volume, centre and inertia at density 1.</param>
/// <param name="CapShare">The area of the fans that cover its holes over its own area; 0 for a closed surface.</param>
internal sealed record PartMass(string Method, MassProperties Properties, double CapShare = 0);
