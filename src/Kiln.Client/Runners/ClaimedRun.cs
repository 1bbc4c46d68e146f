using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Client.Runners;

/// <summary>A run that this runner took, and the right to it.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
/// <param name="RunConfiguration">Seed and parameters of the run.</param>
/// <param name="Configuration">The rest of the study's configuration, such as options of the engine.</param>
/// <param name="LeaseToken">Secret of the attempt; goes along with every report.</param>
/// <param name="LeaseExpiresAt">When the lease ends unless renewed.</param>
/// <param name="TelemetryUrl">Where the run may post samples; carries its own permission.</param>
/// <param name="UploadUrl">Where to ask for places to put outputs.</param>
public sealed record ClaimedRun(
    [property: JsonPropertyName("job_id")] string JobId,
    [property: JsonPropertyName("attempt")] int Attempt,
    [property: JsonPropertyName("run_config")] JsonElement RunConfiguration,
    [property: JsonPropertyName("config")] JsonElement Configuration,
    [property: JsonPropertyName("lease_token")] string LeaseToken,
    [property: JsonPropertyName("lease_expires_at")] DateTimeOffset LeaseExpiresAt,
    [property: JsonPropertyName("telemetry_url")] Uri TelemetryUrl,
    [property: JsonPropertyName("upload_url")] Uri UploadUrl);
