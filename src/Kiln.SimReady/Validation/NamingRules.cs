using System.Text.RegularExpressions;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Validation;

/// <summary>Prim names, metadata and references: NP, SR and AA.</summary>
internal static partial class NamingRules
{
    private static readonly string[] MetadataKeys = ["SimReady_Metadata", "asset_name", "asset_type", "source_file", "usd_date_generated"];

    // Metadata that newer rules want inside the dictionary SimReady_Metadata.
    private static readonly string[] NestedKeys =
    [
        "author", "asset_name", "asset_type", "asset_license", "category", "source_file", "usd_date_generated", "qcode",
        "rigid_body_count", "asset_extents", "mass",
    ];

    private static readonly string[] AllowedExtensions =
        [".usd", ".usda", ".usdc", ".usdz", ".png", ".jpg", ".jpeg", ".exr", ".m4a", ".mp3", ".wav"];

    public static void Check(ValidationSubject subject, RuleLog log)
    {
        log.Require("NP.001", "Prim names are lower camel or snake case and no device names.", subject.Prims
            .Where(entry => !PrimName().IsMatch(entry.Prim.Name) || PrimNames.IsDeviceName(entry.Prim.Name))
            .Select(entry => new Violation(entry.Path, $"The name '{entry.Prim.Name}' is not allowed.")));
        CheckMetadata(subject, log);
        CheckReferences(subject, log);
    }

    private static void CheckMetadata(ValidationSubject subject, RuleLog log)
    {
        Violation[] missing =
        [
            .. MetadataKeys
                .Where(key => !subject.Layer.CustomLayerData.ContainsKey(key))
                .Select(key => new Violation("/", $"customLayerData lacks {key}.")),
        ];
        log.Require("NP.006", "customLayerData holds the SimReady metadata.", missing);
        log.Require("SR.001", "customLayerData holds the SimReady metadata.", missing);
        SortedDictionary<string, object>? nested =
            subject.Layer.CustomLayerData.GetValueOrDefault("SimReady_Metadata") as SortedDictionary<string, object>;
        string[] unknown = [.. NestedKeys.Where(key => nested?.ContainsKey(key) != true)];
        log.Advise("SR.003", "SimReady_Metadata holds the asset's provenance.", unknown.Length > 0
            ? [new("/", $"Neither the model's file nor a label of the job tells, so SimReady_Metadata lacks: {string.Join(", ", unknown)}.")]
            : nested!["qcode"] is string code && QCode().IsMatch(code)
            ? []
            : [new("/", "The qcode is not 'Q' and digits.")]);
    }

    private static void CheckReferences(ValidationSubject subject, RuleLog log)
    {
        (string Prim, string Path)[] assets =
        [
            .. subject.Prims.SelectMany(entry => entry.Prim.Properties
                .OfType<UsdAttribute>()
                .Where(attribute => attribute.Value is UsdAssetPath)
                .Select(attribute => (entry.Path, ((UsdAssetPath)attribute.Value!).Path))),
        ];
        log.Require("NP.007", "References are relative.", assets
            .Where(asset => asset.Path.StartsWith('/') || asset.Path.Contains(':', StringComparison.Ordinal))
            .Select(asset => new Violation(asset.Prim, $"The path '{asset.Path}' is not relative.")));
        log.Require("NP.008", "References resolve to files of the asset.", assets
            .Where(asset => !subject.Files.ContainsKey(Resolve(subject, asset.Path)))
            .Select(asset => new Violation(asset.Prim, $"No file '{asset.Path}' lies beside the layer.")));
        log.Require("AA.001", "Asset paths start with ./ and stay inside the layer's folder.", assets
            .Where(asset => !asset.Path.StartsWith("./", StringComparison.Ordinal) || asset.Path.Split('/').Contains(".."))
            .Select(asset => new Violation(asset.Prim, $"The path '{asset.Path}' may leave the asset.")));
        log.Require("AA.002", "Assets are of allowed types.", assets
            .Where(asset => !AllowedExtensions.Contains(Path.GetExtension(asset.Path), StringComparer.OrdinalIgnoreCase))
            .Select(asset => new Violation(asset.Prim, $"The type of '{asset.Path}' is not allowed.")));
    }

    internal static string Resolve(ValidationSubject subject, string path) =>
        subject.UsdFolder + (path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path);

    [GeneratedRegex("^([a-z][a-zA-Z0-9]*|[a-z][a-z0-9_]*)$")]
    private static partial Regex PrimName();

    [GeneratedRegex("^Q[0-9]+$")]
    private static partial Regex QCode();
}
