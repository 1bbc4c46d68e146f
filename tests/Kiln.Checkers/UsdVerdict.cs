namespace Kiln.Checkers;

/// <summary>OpenUSD's answer.</summary>
/// <param name="Ok">The stage opened without an error.</param>
/// <param name="Errors">What it complained of.</param>
/// <param name="Text">The flattened stage as OpenUSD writes it; null when it did not open.</param>
public sealed record UsdVerdict(bool Ok, IReadOnlyList<string> Errors, string? Text);
