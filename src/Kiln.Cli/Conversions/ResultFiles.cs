namespace Kiln.Cli.Conversions;

/// <summary>Where the outputs of a conversion are; null for one that it did not make.</summary>
internal sealed record ResultFiles(string Directory, string? Usd, string? Usdz, string? Mjcf, string? Glb, string? Report);
