namespace Kiln.Geometry.Simplification;

/// <summary>An edge that may be collapsed: <paramref name="From"/> goes into <paramref name="To"/>.</summary>
/// <param name="From">The place that would vanish.</param>
/// <param name="To">The place that stays, though it may move.</param>
/// <param name="Key">What candidates are ordered by: the cost, and a trace of the edge's length to decide in flat regions.</param>
internal readonly record struct Collapse(int From, int To, float Key);
