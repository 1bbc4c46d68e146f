using System.Collections.ObjectModel;
using System.Text.Json.Serialization;

namespace Kiln.SimReady.Conversion;

/// <summary>
/// What a client may set about a conversion. JSON names are the field names of the HTTP contract; absent members take the
/// defaults given here. Two equal values, with the same input file, lead to the same output bytes.
/// </summary>
public sealed record ConversionParameters
{
    /// <summary>Simplify to at most this many triangles, 1,000–1,000,000; null keeps the triangles.</summary>
    [JsonPropertyName("target_triangle_count")]
    public int? TargetTriangleCount { get; init; }

    /// <summary>Concavity limit of the convex decomposition, 0.01–1; smaller means more hulls.</summary>
    [JsonPropertyName("threshold")]
    public double Threshold { get; init; } = 0.05;

    /// <summary>Leave out the rule checks; outputs are still made and readers stay safe.</summary>
    [JsonPropertyName("skip_validation")]
    public bool SkipValidation { get; init; }

    /// <summary>False leaves out simplification and texture resizing, never repair.</summary>
    [JsonPropertyName("optimize")]
    public bool Optimize { get; init; } = true;

    /// <summary>Total mass in kilogram, above 0 and at most 1e6; wins over <see cref="DensityKgM3"/>. Null: computed.</summary>
    [JsonPropertyName("mass_kg")]
    public double? MassKg { get; init; }

    /// <summary>Uniform density in kilogram per cubic metre, above 0 and at most 30,000. Null: from the material.</summary>
    [JsonPropertyName("density_kg_m3")]
    public double? DensityKgM3 { get; init; }

    /// <summary>A name of the material table; sets density, friction and restitution. Null: inferred from names.</summary>
    [JsonPropertyName("material")]
    public string? Material { get; init; }

    /// <summary>Coefficient of static friction, 0–10. Null: from the material.</summary>
    [JsonPropertyName("static_friction")]
    public double? StaticFriction { get; init; }

    /// <summary>Coefficient of dynamic friction, 0–10 and not above the static one. Null: from the material.</summary>
    [JsonPropertyName("dynamic_friction")]
    public double? DynamicFriction { get; init; }

    /// <summary>Coefficient of restitution, 0–1. Null: from the material.</summary>
    [JsonPropertyName("restitution")]
    public double? Restitution { get; init; }

    /// <summary>Up axis of the input.</summary>
    [JsonPropertyName("up_axis")]
    public UpAxisChoice UpAxis { get; init; }

    /// <summary>Unit of the input's coordinates.</summary>
    [JsonPropertyName("unit")]
    public UnitChoice Unit { get; init; }

    /// <summary>Cap of convex hulls per part, 1–256.</summary>
    [JsonPropertyName("max_hulls")]
    public int MaxHulls { get; init; } = 32;

    /// <summary>Encoding inside the <c>.usd</c>.</summary>
    [JsonPropertyName("usd_format")]
    public UsdFormat UsdFormat { get; init; }

    /// <summary>Also make a <c>.usdz</c>.</summary>
    [JsonPropertyName("usdz")]
    public bool Usdz { get; init; }

    /// <summary>Whether a GLB goes through the preprocess phase.</summary>
    [JsonPropertyName("preprocess")]
    public PreprocessMode Preprocess { get; init; }

    /// <summary>The job's labels, which are no parameter of their own. Those named <c>author</c>, <c>asset_license</c>, <c>category</c> and <c>qcode</c> go into the asset's metadata.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Every member that is out of its range or in conflict with another; empty when all is well.</summary>
    public IReadOnlyList<ParameterFault> FindFaults() => ParameterRules.FindFaults(this);
}
