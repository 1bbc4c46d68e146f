using Kiln.Geometry.Hulls;

namespace Kiln.Geometry.Decomposition;

/// <summary>A part as a union of convex hulls.</summary>
/// <param name="Hulls">At least one, at most the limit of the options; in a fixed order.</param>
/// <param name="Concavity">
/// The largest concavity of a hull against the solid it stands for, on the scale where the part's longest side is 2.
/// </param>
/// <param name="TimedOut">True when the limit on work stopped the search for cuts; the hulls are valid but fewer or coarser than asked for.</param>
public sealed record DecompositionResult(IReadOnlyList<ConvexHull> Hulls, double Concavity, bool TimedOut);
