using System.Text.Json;
using System.Text.Json.Serialization;
using Kiln.Functions.Surfaces.Lynx.Studies;
using Kiln.Storage.Work;

namespace Kiln.Functions.Surfaces.Lynx.Runners;

/// <summary>The runs that a claim brought.</summary>
/// <param name="Jobs">At least one.</param>
internal sealed record ClaimedRuns(IReadOnlyList<ClaimedRun> Jobs);

/// <summary>What a runner asks for.</summary>
/// <param name="MaxJobs">Most runs at once, 1 by default.</param>
/// <param name="WaitSeconds">How long to wait for the first one, 0 by default.</param>
internal sealed record ClaimBody(
    [property: JsonPropertyName("max_jobs")] int? MaxJobs, [property: JsonPropertyName("wait_secs")] double? WaitSeconds);

/// <summary>A run that a runner has taken, with all that it needs to make it.</summary>
internal sealed record ClaimedRun
{
    [JsonPropertyName("job_id")]
    public required string JobId { get; init; }

    [JsonPropertyName("batch_id")]
    public required string BatchId { get; init; }

    public required int Attempt { get; init; }

    [JsonPropertyName("run_config")]
    public required JsonElement RunConfig { get; init; }

    [JsonPropertyName("lease_token")]
    public required string LeaseToken { get; init; }

    [JsonPropertyName("lease_expires_at")]
    public required DateTimeOffset LeaseExpiresAt { get; init; }

    [JsonPropertyName("timeout_secs")]
    public required int TimeoutSeconds { get; init; }

    public required JsonElement? Container { get; init; }

    public required JsonElement? Simulation { get; init; }

    [JsonPropertyName("early_termination")]
    public required JsonElement? EarlyTermination { get; init; }

    public required JsonElement? Telemetry { get; init; }

    public required JsonElement Config { get; init; }

    [JsonPropertyName("telemetry_url")]
    public required string TelemetryUrl { get; init; }

    [JsonPropertyName("upload_url")]
    public required string UploadUrl { get; init; }

    public static ClaimedRun Of(ClaimedTask run, Study study, string telemetryUrl, string uploadUrl) => new()
    {
        JobId = run.Job.Id,
        BatchId = run.Job.BatchId!,
        Attempt = run.Task.FailedAttempts + 1,
        RunConfig = run.Job.Parameters!.Value,
        LeaseToken = run.Token,
        LeaseExpiresAt = run.Task.Lease!.ExpiresAt,
        TimeoutSeconds = study.TimeoutSeconds,
        Container = study.Part("compute") is { } compute && compute.TryGetProperty("container", out JsonElement container) ? container : null,
        Simulation = study.Part("simulation"),
        EarlyTermination = study.Part("early_termination"),
        Telemetry = study.Part("telemetry"),
        Config = study.Rest,
        TelemetryUrl = telemetryUrl,
        UploadUrl = uploadUrl,
    };
}
