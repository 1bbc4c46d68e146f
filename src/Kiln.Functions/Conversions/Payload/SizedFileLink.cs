using System.Text.Json.Serialization;

namespace Kiln.Functions.Conversions.Payload;

/// <summary>A file to download, with its size.</summary>
/// <param name="Url">Presigned, read-only, minted for this reply.</param>
/// <param name="Name">File name.</param>
/// <param name="Size">Size in bytes.</param>
internal sealed record SizedFileLink(
    [property: JsonPropertyName("url")] string Url,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("size")] long Size);
