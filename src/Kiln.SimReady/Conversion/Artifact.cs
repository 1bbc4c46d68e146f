namespace Kiln.SimReady.Conversion;

/// <summary>A file that a step made.</summary>
/// <param name="Name">
/// Path-like name, unique within the conversion: <c>prepare/scene.glb</c>, <c>output/usd/crate/crate.usd</c>. Below
/// <c>output/</c> the rest of the name is the entry's path in the result ZIP.
/// </param>
/// <param name="Role">What the file is for.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Content">Its bytes.</param>
public sealed record Artifact(string Name, ArtifactRole Role, string MediaType, ReadOnlyMemory<byte> Content);
