using System.Text.Json.Serialization;

namespace Kiln.Cli.Api;

/// <summary>The parts of a conversion's report that the summary shows; units are SI, the asset frame is Z up.</summary>
internal sealed record ConversionReport(
    [property: JsonPropertyName("mass_kg")] double? MassKg,
    [property: JsonPropertyName("density_kg_m3")] double? DensityKgM3,
    [property: JsonPropertyName("mass_method")] string? MassMethod,
    [property: JsonPropertyName("material")] ReportMaterial? Material,
    [property: JsonPropertyName("friction")] ReportFriction? Friction,
    [property: JsonPropertyName("restitution")] double? Restitution,
    [property: JsonPropertyName("collision")] ReportCollision? Collision,
    [property: JsonPropertyName("geometry")] ReportGeometry? Geometry,
    [property: JsonPropertyName("validation")] ReportValidation? Validation);

/// <summary>The physical material and how it was found: <c>given name texture default</c>.</summary>
internal sealed record ReportMaterial(
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("source")] string? Source);

/// <summary>Coefficients of friction.</summary>
internal sealed record ReportFriction(
    [property: JsonPropertyName("static")] double Static,
    [property: JsonPropertyName("dynamic")] double Dynamic);

/// <summary>The collision shape.</summary>
internal sealed record ReportCollision([property: JsonPropertyName("hull_count")] int HullCount);

/// <summary>The visual geometry.</summary>
internal sealed record ReportGeometry(
    [property: JsonPropertyName("triangles")] long? Triangles,
    [property: JsonPropertyName("parts")] int? Parts,
    [property: JsonPropertyName("watertight")] bool? Watertight,
    [property: JsonPropertyName("bounds_m")] ReportBounds? Bounds);

/// <summary>Corners of the bounding box in metres.</summary>
internal sealed record ReportBounds(
    [property: JsonPropertyName("min")] IReadOnlyList<double> Min,
    [property: JsonPropertyName("max")] IReadOnlyList<double> Max);

/// <summary>The outcome of the rule checks; <c>Passed</c> is null when they were skipped.</summary>
internal sealed record ReportValidation(
    [property: JsonPropertyName("passed")] bool? Passed,
    [property: JsonPropertyName("skipped")] bool? Skipped,
    [property: JsonPropertyName("rules")] IReadOnlyList<ReportRule>? Rules);

/// <summary>One rule: <c>pass fail waived skipped</c>.</summary>
internal sealed record ReportRule(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("result")] string Result,
    [property: JsonPropertyName("message")] string? Message);
