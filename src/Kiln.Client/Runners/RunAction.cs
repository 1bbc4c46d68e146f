using System.Text.Json.Serialization;

namespace Kiln.Client.Runners;

/// <summary>What a heartbeat learns of a run.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Action"><c>continue</c>, <c>cancel</c>, <c>pause</c>, <c>resume</c>, or <c>kill</c>: the lease is lost or the job has ended, and nothing more is to be reported.</param>
/// <param name="Reason">Why, or null.</param>
public sealed record RunAction(
    [property: JsonPropertyName("job_id")] string JobId,
    [property: JsonPropertyName("action")] string Action,
    [property: JsonPropertyName("reason")] string? Reason);
