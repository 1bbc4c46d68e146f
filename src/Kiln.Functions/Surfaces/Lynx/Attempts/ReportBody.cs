using System.Text.Json;
using Kiln.Functions.Http;

namespace Kiln.Functions.Surfaces.Lynx.Attempts;

/// <summary>Reads what all reports of an attempt have in common.</summary>
internal static class ReportBody
{
    private const int LongestName = 2000;

    /// <summary>The body's fields and the attempt's token.</summary>
    public static async Task<(MemberReader Fields, string Token)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        JsonElement body = await RequestBody.ReadObjectAsync(request, cancellationToken);
        MemberReader fields = new(body, rejectUnknown: true);
        return (fields, fields.Text("lease_token", 100, required: true) ?? "");
    }

    /// <summary>The time that the run took.</summary>
    public static double? ExecutionTime(MemberReader fields, bool required = false)
    {
        double? seconds = fields.Number("execution_time_secs", required);
        if (seconds is < 0)
        {
            fields.Fault("execution_time_secs", "Must be at least 0");
        }

        return seconds;
    }

    /// <summary>The files that the run made: names of uploads, or URIs of places elsewhere.</summary>
    public static IReadOnlyList<string> OutputFiles(MemberReader fields, int most, bool required = false)
    {
        IReadOnlyList<JsonElement> files = fields.Array("output_files", required);
        if (files.Count > most)
        {
            fields.Fault("output_files", $"Must have at most {most} items");
        }

        List<string> names = [];
        foreach ((int index, JsonElement file) in files.Index())
        {
            if (file.ValueKind == JsonValueKind.String && file.GetString() is { Length: > 0 and <= LongestName } name)
            {
                names.Add(name);
            }
            else
            {
                fields.Fault($"output_files[{index}]", $"Must be text of 1 to {LongestName} characters");
            }
        }

        return [.. names.Distinct()];
    }
}
