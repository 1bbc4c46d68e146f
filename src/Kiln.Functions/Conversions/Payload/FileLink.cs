using System.Text.Json.Serialization;

namespace Kiln.Functions.Conversions.Payload;

/// <summary>A file to download.</summary>
/// <param name="Url">Presigned, read-only, minted for this reply.</param>
/// <param name="Name">File name.</param>
internal sealed record FileLink([property: JsonPropertyName("url")] string Url, [property: JsonPropertyName("name")] string Name);
