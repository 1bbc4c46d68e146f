using System.Text.Json.Serialization;

namespace Kiln.Functions.Conversions.Payload;

/// <summary>What was sent.</summary>
/// <param name="Model">The model file.</param>
/// <param name="Images">Pictures, in order.</param>
/// <param name="Metadata">Facts about a ZIP.</param>
internal sealed record InputBlock(
    [property: JsonPropertyName("model")] FileLink? Model,
    [property: JsonPropertyName("images")] IReadOnlyList<FileLink> Images,
    [property: JsonPropertyName("metadata")] ArchiveMetadata? Metadata);
