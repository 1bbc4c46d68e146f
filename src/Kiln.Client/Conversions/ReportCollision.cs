using System.Text.Json.Serialization;

namespace Kiln.Client.Conversions;

/// <summary>The collision shape.</summary>
/// <param name="HullCount">Convex hulls.</param>
/// <param name="Iou">Volume that hulls and closed parts share over that of both; null when it was not measured.</param>
/// <param name="HausdorffM">How far a part's surface and that of its hulls are apart at most, metres; null when it was not measured.</param>
public sealed record ReportCollision(
    [property: JsonPropertyName("hull_count")] int HullCount,
    [property: JsonPropertyName("iou")] double? Iou = null,
    [property: JsonPropertyName("hausdorff_m")] double? HausdorffM = null);
