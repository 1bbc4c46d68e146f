namespace Kiln.SimReady.Usd;

/// <summary>A value of USD type <c>asset</c>: a path relative to the layer.</summary>
internal readonly record struct UsdAssetPath(string Path);
