using System.Text.Json.Serialization;

namespace Kiln.Client.Conversions;

/// <summary>Coefficients of friction.</summary>
/// <param name="Static">At rest.</param>
/// <param name="Dynamic">Sliding.</param>
public sealed record ReportFriction(
    [property: JsonPropertyName("static")] double Static,
    [property: JsonPropertyName("dynamic")] double Dynamic);
