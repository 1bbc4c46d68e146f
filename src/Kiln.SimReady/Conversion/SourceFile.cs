namespace Kiln.SimReady.Conversion;

/// <summary>The file that a client sent; its bytes are the artifact <see cref="ArtifactNames.Source"/>.</summary>
/// <param name="Name">File name without folders; its extension decides the format.</param>
/// <param name="Length">Size in bytes.</param>
/// <param name="Sha256">SHA-256 of the content, lower-case hexadecimal.</param>
public sealed record SourceFile(string Name, long Length, string Sha256);
