using System.Text.RegularExpressions;

namespace Kiln.SimReady.Validation;

/// <summary>Names and places of the files: NP.002 to NP.005.</summary>
internal static partial class PackageRules
{
    private const string UsdFolder = "usd/";
    private const int MaxNameLength = 255;
    private const int MaxPathLength = 260;

    private static readonly string[] LayerExtensions = [".usd", ".usda", ".usdc"];

    /// <summary>Checks the rules; returns the layer's path, or null when no file is a layer.</summary>
    /// <param name="paths">Paths of all output files in the result ZIP.</param>
    /// <param name="log">Told the results.</param>
    public static string? Check(IEnumerable<string> paths, RuleLog log)
    {
        string[] all = [.. paths.Order(StringComparer.Ordinal)];
        log.Require("NP.002", "File and folder names hold only letters, digits, '.', '_' and '-', at most 255 characters.", all
            .SelectMany(path => path.Split('/').Select(segment => (path, segment)))
            .Where(entry => entry.segment.Length > MaxNameLength || !FileSegment().IsMatch(entry.segment))
            .Select(entry => new Violation(entry.path, $"The name '{entry.segment}' is not allowed.")));
        string[] layers =
        [
            .. all.Where(path => path.StartsWith(UsdFolder, StringComparison.Ordinal)
                && LayerExtensions.Contains(Path.GetExtension(path), StringComparer.Ordinal)),
        ];
        log.Require("NP.003", "The layer has a USD extension.",
            layers.Length > 0 ? [] : [new(UsdFolder, "No file has the extension of a USD layer.")]);
        log.Require("NP.004", "Paths are at most 260 characters long.", all
            .Where(path => path.Length > MaxPathLength)
            .Select(path => new Violation(path, "The path is too long.", path.Length, MaxPathLength)));
        CheckPlace(layers, log);
        return layers.FirstOrDefault();
    }

    private static void CheckPlace(string[] layers, RuleLog log)
    {
        if (layers is not [var layer])
        {
            log.Fail("NP.005", new(UsdFolder, "There must be one layer.", layers.Length, 1));
        }
        else if (layer.Split('/') is not [_, var folder, var file] || !file.Contains(folder, StringComparison.Ordinal))
        {
            log.Fail("NP.005", new(layer, "The layer does not lie in one folder of the asset's name, or is not named after it."));
        }
        else
        {
            log.Waive("NP.005", layer, "'usd' stands where the asset's folder belongs, as the result ZIP's layout demands.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9._-]+$")]
    private static partial Regex FileSegment();
}
