using System.Text.Json.Serialization;

namespace Kiln.Client.Conversions;

/// <summary>The visual geometry.</summary>
/// <param name="Triangles">Triangles.</param>
/// <param name="Parts">Connected parts.</param>
/// <param name="Watertight">Whether every part is closed.</param>
/// <param name="Bounds">Bounding box.</param>
public sealed record ReportGeometry(
    [property: JsonPropertyName("triangles")] long? Triangles,
    [property: JsonPropertyName("parts")] int? Parts,
    [property: JsonPropertyName("watertight")] bool? Watertight,
    [property: JsonPropertyName("bounds_m")] ReportBounds? Bounds);
