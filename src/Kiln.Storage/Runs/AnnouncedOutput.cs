namespace Kiln.Storage.Runs;

/// <summary>A file that an attempt said it would upload.</summary>
/// <param name="Name">Its name: relative, with <c>/</c>.</param>
/// <param name="Length">Size in bytes.</param>
/// <param name="Sha256">SHA-256 in hexadecimal, or null.</param>
/// <param name="ContentType">Media type.</param>
public sealed record AnnouncedOutput(string Name, long Length, string? Sha256, string ContentType);
