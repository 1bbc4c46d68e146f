using System.Text.Json;
using Kiln.Functions.Http;
using Kiln.Functions.Surfaces.Lynx.Attempts;
using Kiln.Functions.Surfaces.Lynx.Jobs;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Runs;

namespace Kiln.Functions.Surfaces.Lynx.Results;

/// <summary>Makes the results of ended runs, of those too that never reported.</summary>
public sealed class RunResults(RunOutputs outputs, AttemptStore attempts, Links links)
{
    /// <summary>The result; null for a cancelled run, which has none.</summary>
    internal async Task<ResultPayload?> MakeAsync(HttpRequest request, Job job, CancellationToken cancellationToken)
    {
        if (job.State == JobState.Cancelled)
        {
            return null;
        }

        IReadOnlyList<string> files = await outputs.ListAsync(job, cancellationToken);
        RunResult? reported = RunResult.Of(job);
        return new ResultPayload
        {
            JobId = job.Id,
            Success = job.State == JobState.Succeeded,
            ExecutionTimeSeconds = reported?.ExecutionTimeSeconds ?? TimeSinceStart(job),
            OutputFiles = [.. files.Select(file => RunResult.IsElsewhere(file) ? file : UrlOf(request, job, file))],
            TelemetryData = await TelemetryOfAsync(request, job, cancellationToken),
            Metadata = MetadataOf(job, reported),
            ErrorMessage = RunPayload.ErrorOf(job),
        };
    }

    private static double TimeSinceStart(Job job) =>
        job.StartedAt is { } started && job.CompletedAt is { } ended ? Math.Max(0, (ended - started).TotalSeconds) : 0;

    private static Dictionary<string, JsonElement> MetadataOf(Job job, RunResult? reported)
    {
        Dictionary<string, JsonElement> metadata = new(StringComparer.Ordinal);
        foreach (JsonProperty member in reported?.Metadata?.EnumerateObject() ?? default)
        {
            metadata[member.Name] = member.Value;
        }

        JsonElement config = job.Parameters!.Value;
        metadata["run_id"] = config.GetProperty("run_id");
        metadata["simulation_version"] = config.GetProperty("simulation").GetProperty("version");
        return metadata;
    }

    private string UrlOf(HttpRequest request, Job job, string file)
    {
        string path = string.Join('/', file.Split('/').Select(Uri.EscapeDataString));
        return links.To(request, $"/lynx/jobs/{job.Id}/outputs/{path}");
    }

    private async Task<TelemetryData?> TelemetryOfAsync(HttpRequest request, Job job, CancellationToken cancellationToken)
    {
        if (RunJob.AttemptOf(job) is not { } attempt
            || await attempts.GetTelemetryAsync(attempt, cancellationToken) is not { SampleCount: > 0 } telemetry)
        {
            return null;
        }

        string url = links.To(request, $"/lynx/jobs/{job.Id}/telemetry");
        return new TelemetryData(telemetry.SampleCount, telemetry.FirstTime, telemetry.LastTime, url);
    }
}
