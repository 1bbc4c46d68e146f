namespace Kiln.SimReady.Usd.Crate;

/// <summary>A path that was read: its parent's index, -1 for the absolute root, and the token of its last element.</summary>
internal readonly record struct CratePath(int Parent, int Token, bool IsProperty);
