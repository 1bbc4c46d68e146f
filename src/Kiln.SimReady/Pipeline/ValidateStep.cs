using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Kiln.SimReady.Assets;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Reporting;
using Kiln.SimReady.Usd;
using Kiln.SimReady.Validation;

namespace Kiln.SimReady.Pipeline;

/// <summary>Judges the deliverables as read back from their files, and writes the report.</summary>
internal sealed class ValidateStep() : ConversionStep(
    ConversionPhase.Pipeline,
    "validate",
    ArtifactNames.CleanGlb,
    ArtifactNames.Physics,
    ArtifactNames.Collision,
    ArtifactNames.FragmentPrefix,
    ArtifactNames.UsdPrefix,
    ArtifactNames.MjcfPrefix,
    ArtifactNames.PackagePrefix)
{
    // Minimal asset, neutral rigid body, standard materials.
    private static readonly string[] Features = ["FET001", "FET003", "FET006"];

    internal override StepOutput Execute(StepContext context)
    {
        StepOutput output = new();
        IReadOnlyList<RuleResult> results = context.Parameters.SkipValidation ? Skipped() : Judge(context, output);
        RuleResult[] failed = [.. results.Where(result => result.Result == RuleOutcome.Fail)];
        output.Report["validation"] = ReportJson.Node(new
        {
            Passed = context.Parameters.SkipValidation ? (bool?)null : failed.Length == 0,
            Skipped = context.Parameters.SkipValidation,
            Features,
            Counts = Enum.GetValues<RuleOutcome>().ToDictionary(
                outcome => outcome.ToString().ToLowerInvariant(), outcome => results.Count(result => result.Result == outcome)),
            Rules = results,
        });
        output.Report["outputs"] = ReportJson.Node(Deliverables(context).Select(name => new
        {
            Name = name.StartsWith(ArtifactNames.OutputPrefix, StringComparison.Ordinal)
                ? name[ArtifactNames.OutputPrefix.Length..]
                : Path.GetFileName(name),
            Role = RoleOf(name),
            SizeBytes = context.Read(name).Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(context.Read(name).Span)),
        }));
        if (failed.Length > 0)
        {
            output.Fault = $"Validation failed: {failed[0].Code} {failed[0].Message}";
        }

        context.Report(0.9);
        JsonObject report = ConversionReport.Complete(context, output);
        output.Add(ArtifactNames.Report, ArtifactRole.Report, MediaTypes.Json, ReportJson.Bytes(report));
        return output;
    }

    // What is in the result ZIP, then what is served by itself.
    private static IEnumerable<string> Deliverables(StepContext context) =>
        context.List(ArtifactNames.OutputPrefix).Append(ArtifactNames.CleanGlb).Concat(context.List(ArtifactNames.PackagePrefix));

    private static ArtifactRole RoleOf(string name) =>
        name == ArtifactNames.CleanGlb ? ArtifactRole.CleanGlb
        : name.StartsWith(ArtifactNames.PackagePrefix, StringComparison.Ordinal) ? ArtifactRole.MjcfPackage
        : name.StartsWith(ArtifactNames.MjcfPrefix, StringComparison.Ordinal) ? ArtifactRole.Mjcf
        : name.EndsWith(".usdz", StringComparison.Ordinal) ? ArtifactRole.Usdz
        : name.Contains("/textures/", StringComparison.Ordinal) ? ArtifactRole.UsdTexture
        : ArtifactRole.Usd;

    private static IReadOnlyList<RuleResult> Skipped() =>
        [.. RuleCodes.All.Select(code => new RuleResult(code, RuleOutcome.Skipped, "Validation was switched off."))];

    private static IReadOnlyList<RuleResult> Judge(StepContext context, StepOutput output)
    {
        Asset asset = Asset.Read(context);
        context.Report(0.1);
        Dictionary<string, ReadOnlyMemory<byte>> files = context.List(ArtifactNames.OutputPrefix)
            .ToDictionary(name => name[ArtifactNames.OutputPrefix.Length..], context.Read, StringComparer.Ordinal);
        RuleLog log = new();
        if (PackageRules.Check(files.Keys, log) is { } usdName)
        {
            Judge(asset, usdName, files, log, context, output);
        }

        log.SkipRest("There is no layer that could be read.");
        return [.. log.Results.OrderBy(result => Positions[result.Code])];
    }

    private static void Judge(
        Asset asset, string usdName, Dictionary<string, ReadOnlyMemory<byte>> files, RuleLog log, StepContext context, StepOutput output)
    {
        UsdLayer layer;
        try
        {
            layer = UsdFile.Read(files[usdName], context.CancellationToken);
        }
        catch (InvalidDataException fault)
        {
            log.Fail("KILN.ROUND", new(usdName, $"The layer cannot be read: {fault.Message}"));
            return;
        }

        context.Report(0.4);
        ValidationSubject subject = new(asset, usdName, layer, files);
        NamingRules.Check(subject, log);
        StageRules.Check(subject, log);
        GeometryRules.Check(subject, log, context.CancellationToken);
        context.Report(0.6);
        MaterialRules.Check(subject, log);
        BodyRules.Check(subject, log);
        ColliderRules.Check(subject, log);
        output.Report["collision"] = KilnRules.Check(subject, log, context.CancellationToken).Report();
    }

    private static Dictionary<string, int> Positions { get; } =
        RuleCodes.All.Select((code, index) => (code, index)).ToDictionary(entry => entry.code, entry => entry.index, StringComparer.Ordinal);
}
