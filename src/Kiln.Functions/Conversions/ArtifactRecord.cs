using System.Text.Json.Serialization;
using Kiln.SimReady.Conversion;

namespace Kiln.Functions.Conversions;

/// <summary>A file that a step stored.</summary>
/// <param name="Name">Its name within the conversion.</param>
/// <param name="Role">What it is for.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Length">Size in bytes.</param>
/// <param name="Content">Name in the outputs area: by content hash, so that a repeated attempt writes the same.</param>
internal sealed record ArtifactRecord(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("role")] ArtifactRole Role,
    [property: JsonPropertyName("media_type")] string MediaType,
    [property: JsonPropertyName("length")] long Length,
    [property: JsonPropertyName("content")] string Content);
