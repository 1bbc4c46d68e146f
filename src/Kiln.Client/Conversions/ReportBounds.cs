using System.Text.Json.Serialization;

namespace Kiln.Client.Conversions;

/// <summary>Corners of the bounding box in metres, as x, y, z with Z up.</summary>
/// <param name="Min">Lowest corner.</param>
/// <param name="Max">Highest corner.</param>
public sealed record ReportBounds(
    [property: JsonPropertyName("min")] IReadOnlyList<double> Min,
    [property: JsonPropertyName("max")] IReadOnlyList<double> Max);
