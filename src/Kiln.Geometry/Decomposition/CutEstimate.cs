namespace Kiln.Geometry.Decomposition;

/// <summary>What a cut would leave, without making it.</summary>
/// <param name="Plane">The cut.</param>
/// <param name="Excess">Volume of the two sides' hulls beyond the solid's own: what hulls would add.</param>
internal readonly record struct CutEstimate(CutPlane Plane, double Excess);
