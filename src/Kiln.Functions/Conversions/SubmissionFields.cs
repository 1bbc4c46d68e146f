using System.Collections.Frozen;
using Kiln.SimReady.Materials;

namespace Kiln.Functions.Conversions;

/// <summary>The fields of a conversion's submission. Ranges are the conversion's own to check.</summary>
internal static class SubmissionFields
{
    public const string File = "file";
    public const string UploadId = "upload_id";
    public const string TimeoutSeconds = "timeout_seconds";
    public const string CallbackUrl = "callback_url";
    public const string Labels = "labels";
    public const string Client = "client";

    public static FrozenDictionary<string, SubmissionField> All { get; } = new SubmissionField[]
    {
        new("target_triangle_count", FieldKind.Integer),
        new("threshold", FieldKind.Number),
        new("skip_validation", FieldKind.Boolean),
        new("optimize", FieldKind.Boolean),
        new("llm_provider", FieldKind.Text) { MaxLength = 50 },
        new("mass_kg", FieldKind.Number),
        new("density_kg_m3", FieldKind.Number),
        new("material", FieldKind.Text) { Values = [.. PhysicalMaterialTable.Names] },
        new("static_friction", FieldKind.Number),
        new("dynamic_friction", FieldKind.Number),
        new("restitution", FieldKind.Number),
        new("up_axis", FieldKind.Text) { Values = ["x", "y", "z", "auto"] },
        new("unit", FieldKind.Text) { Values = ["mm", "cm", "m", "in", "ft", "auto"] },
        new("max_hulls", FieldKind.Integer),
        new("usd_format", FieldKind.Text) { Values = ["text", "crate"] },
        new("usdz", FieldKind.Boolean),
        new("preprocess", FieldKind.Text) { Values = ["auto", "always"] },
        new(TimeoutSeconds, FieldKind.Integer),
        new(CallbackUrl, FieldKind.Text) { MaxLength = 2048 },
        new(Labels, FieldKind.Labels),
    }.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);
}
