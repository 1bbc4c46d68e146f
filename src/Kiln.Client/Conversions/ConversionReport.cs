using System.Text.Json.Serialization;

namespace Kiln.Client.Conversions;

/// <summary>What a conversion measured, as far as a summary needs it. Units are SI, the asset frame is Z up.</summary>
/// <param name="MassKg">Mass.</param>
/// <param name="DensityKgM3">Mean density.</param>
/// <param name="MassMethod">How the mass was found.</param>
/// <param name="Material">Physical material.</param>
/// <param name="Friction">Coefficients of friction.</param>
/// <param name="Restitution">Coefficient of restitution, 0–1.</param>
/// <param name="Collision">Collision shape.</param>
/// <param name="Geometry">Visual geometry.</param>
/// <param name="Validation">Outcome of the rule checks.</param>
public sealed record ConversionReport(
    [property: JsonPropertyName("mass_kg")] double? MassKg,
    [property: JsonPropertyName("density_kg_m3")] double? DensityKgM3,
    [property: JsonPropertyName("mass_method")] string? MassMethod,
    [property: JsonPropertyName("material")] ReportMaterial? Material,
    [property: JsonPropertyName("friction")] ReportFriction? Friction,
    [property: JsonPropertyName("restitution")] double? Restitution,
    [property: JsonPropertyName("collision")] ReportCollision? Collision,
    [property: JsonPropertyName("geometry")] ReportGeometry? Geometry,
    [property: JsonPropertyName("validation")] ReportValidation? Validation);
