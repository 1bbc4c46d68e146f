using System.Text.Json.Serialization;

namespace Kiln.Client.Conversions;

/// <summary>The physical material and how it was found.</summary>
/// <param name="Name">Name in the material table.</param>
/// <param name="Source"><c>given name texture default</c>.</param>
public sealed record ReportMaterial(
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("source")] string? Source);
