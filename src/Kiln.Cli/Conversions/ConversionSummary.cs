using System.Globalization;
using Kiln.Client.Conversions;

namespace Kiln.Cli.Conversions;

/// <summary>What is printed about a finished conversion.</summary>
internal static class ConversionSummary
{
    /// <summary>The lines for a completed conversion.</summary>
    /// <param name="conversion">Its payload.</param>
    /// <param name="files">Its outputs on this machine.</param>
    /// <param name="elapsed">First byte sent to last byte received.</param>
    public static IEnumerable<string> Lines(Conversion conversion, ResultFiles files, TimeSpan elapsed)
    {
        yield return Text($"Converted {conversion.FileName} in {elapsed.TotalSeconds:F1} s (job {conversion.Id})");
        yield return "";
        if (conversion.Report is { } report)
        {
            foreach (var (name, value) in Facts(report))
            {
                yield return Row(name, value);
            }

            foreach (var rule in report.Validation?.Rules?.Where(rule => rule.Result == "fail") ?? [])
            {
                yield return Row("", $"{rule.Code}: {rule.Message}");
            }

            yield return "";
        }

        foreach (var (name, path) in Paths(files))
        {
            yield return Row(name, path);
        }
    }

    /// <summary>The sentence for a conversion that failed.</summary>
    public static string Failure(Conversion conversion)
    {
        string reason = conversion.Error ?? conversion.Failure?.Message ?? "no reason given";
        string code = conversion.Failure?.Code is { } given ? $" [{given}]" : "";
        string refund = conversion.CreditsCharged == 0 ? " Nothing was charged." : "";
        return $"Conversion of {conversion.FileName} failed{code}: {reason.TrimEnd('.')}. (job {conversion.Id}){refund}";
    }

    private static IEnumerable<(string Name, string Value)> Facts(ConversionReport report)
    {
        if (report.Geometry?.Bounds is { } bounds)
        {
            yield return ("size", Text(
                $"{Extent(bounds, 0):G4} x {Extent(bounds, 1):G4} x {Extent(bounds, 2):G4} m (Z up)"));
        }

        if (report.MassKg is { } mass)
        {
            yield return ("mass", Text($"{mass:G4} kg") + Because(
                report.Material?.Name,
                report.DensityKgM3 is { } density ? Text($"{density:G4} kg/m3") : null,
                report.MassMethod));
        }

        if (report.Friction is { } friction)
        {
            yield return ("friction", Text($"{friction.Static:G3} static, {friction.Dynamic:G3} dynamic")
                + (report.Restitution is { } restitution ? Text($"; restitution {restitution:G3}") : ""));
        }

        if (report.Collision is { } collision)
        {
            yield return ("collision", (collision.HullCount == 1 ? "1 convex hull" : Text($"{collision.HullCount} convex hulls")) + Because(
                collision.Iou is { } iou ? Text($"IoU {iou:0.###}") : null,
                collision.HausdorffM is { } distance ? $"about {Length(distance)} off at most" : null));
        }

        if (report.Geometry is { } geometry)
        {
            yield return ("geometry", Text($"{geometry.Triangles:N0} triangles") + Because(
                geometry.Parts is { } parts ? (parts == 1 ? "1 part" : Text($"{parts} parts")) : null,
                geometry.Watertight is { } watertight ? (watertight ? "watertight" : "not watertight") : null));
        }

        if (report.Validation is { } validation)
        {
            yield return ("validation", validation.Passed switch
            {
                true => Text($"passed ({validation.Rules?.Count(rule => rule.Result == "pass") ?? 0} rules)"),
                false => Text($"FAILED ({validation.Rules?.Count(rule => rule.Result == "fail") ?? 0} rules)"),
                null => "skipped",
            });
        }
    }

    private static IEnumerable<(string Name, string Path)> Paths(ResultFiles files) =>
        from entry in new[]
        {
            (Name: "USD", Path: files.Usd),
            (Name: "USDZ", Path: files.Usdz),
            (Name: "MuJoCo", Path: files.Mjcf),
            (Name: "clean GLB", Path: files.Glb),
            (Name: "report", Path: files.Report),
        }
        where entry.Path is not null
        select (entry.Name, entry.Path);

    private static double Extent(ReportBounds bounds, int axis) => bounds.Max[axis] - bounds.Min[axis];

    private static string Length(double metres) => metres < 1 ? Text($"{metres * 1000:0.##} mm") : Text($"{metres:0.##} m");

    private static string Because(params string?[] reasons)
    {
        string joined = string.Join(", ", reasons.Where(reason => reason is not null));
        return joined.Length == 0 ? "" : $" ({joined})";
    }

    private static string Row(string name, string value) => $"  {name,-11}{value}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
