using System.Collections.Frozen;
using Kiln.Functions.Jobs.Types;
using Kiln.SimReady.Materials;

namespace Kiln.Functions.Conversions;

/// <summary>The fields of a conversion's submission. Ranges are the conversion's own to check.</summary>
internal static class SubmissionFields
{
    public const string File = "file";
    public const string UploadId = "upload_id";
    public const int LongestUploadId = 100;
    public const string TimeoutSeconds = CommonMembers.TimeoutSeconds;
    public const string CallbackUrl = CommonMembers.CallbackUrl;
    public const string Labels = CommonMembers.Labels;
    public const string Client = "client";

    public static FrozenDictionary<string, SubmissionField> All { get; } = new SubmissionField[]
    {
        new("target_triangle_count", FieldKind.Integer, "Simplify to at most this many triangles; absent: keep them") { Range = (1_000, 1_000_000) },
        new("threshold", FieldKind.Number, "Concavity limit of the convex decomposition; smaller means more hulls. Default 0.05") { Range = (0.01, 1) },
        new("skip_validation", FieldKind.Boolean, "Do not run the rule checks. Default false"),
        new("optimize", FieldKind.Boolean, "False leaves triangles and textures as they are. Default true"),
        new("llm_provider", FieldKind.Text, "A hint for a material classifier") { MaxLength = 50 },
        new("mass_kg", FieldKind.Number, "Total mass in kilogram; wins over the density") { Range = (0, 1e6), AboveLeast = true },
        new("density_kg_m3", FieldKind.Number, "Uniform density in kilogram per cubic metre") { Range = (0, 30_000), AboveLeast = true },
        new("material", FieldKind.Text, "Sets density, friction and restitution") { Values = [.. PhysicalMaterialTable.Names] },
        new("static_friction", FieldKind.Number, "Coefficient of static friction") { Range = (0, 10) },
        new("dynamic_friction", FieldKind.Number, "Coefficient of dynamic friction, not above the static one") { Range = (0, 10) },
        new("restitution", FieldKind.Number, "Coefficient of restitution") { Range = (0, 1) },
        new("up_axis", FieldKind.Text, "Up axis of the input. Default auto") { Values = ["x", "y", "z", "auto"] },
        new("unit", FieldKind.Text, "Unit of the input. Default auto") { Values = ["mm", "cm", "m", "in", "ft", "auto"] },
        new("max_hulls", FieldKind.Integer, "Cap of convex hulls per part. Default 32") { Range = (1, 256) },
        new("usd_format", FieldKind.Text, "Encoding inside the .usd. Default: as the service is set, crate unless its operator says otherwise") { Values = ["crate", "text"] },
        new("usdz", FieldKind.Boolean, "Also make a .usdz. Default false"),
        new("preprocess", FieldKind.Text, "always puts a GLB through the preprocess too. Default auto") { Values = ["auto", "always"] },
        new(TimeoutSeconds, FieldKind.Integer, "Deadline of the whole job, in seconds") { Range = (10, 3600) },
        new(CallbackUrl, FieldKind.Text, "An https URL that is told of the job's events") { MaxLength = 2048 },
        new(Labels, FieldKind.Labels, "Searchable words: at most 20. Those named author, asset_license, category and qcode go into the USD metadata"),
    }.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);
}
