namespace Kiln.Checkers;

/// <summary>The answer of tinyusdz.</summary>
public sealed record TinyUsdVerdict(bool Ok, string? Error, int Meshes);
