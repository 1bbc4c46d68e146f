using System.Text.Json.Serialization;

namespace Kiln.Client.Conversions;

/// <summary>A file behind a presigned URL, which is its own permission.</summary>
/// <param name="Url">Where it is, for as long as the reply says.</param>
/// <param name="Name">File name.</param>
/// <param name="Size">Bytes.</param>
public sealed record OutputFile(
    [property: JsonPropertyName("url")] Uri Url,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("size")] long? Size);
