using System.Text.Json.Serialization;

namespace Kiln.Client.Conversions;

/// <summary>The collision shape.</summary>
/// <param name="HullCount">Convex hulls.</param>
public sealed record ReportCollision(
    [property: JsonPropertyName("hull_count")] int HullCount);
