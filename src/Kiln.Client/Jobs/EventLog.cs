using System.Text.Json.Serialization;

namespace Kiln.Client.Jobs;

/// <summary>A stretch of a job's event log.</summary>
/// <param name="Data">The events.</param>
/// <param name="Meta">Where the stretch ends.</param>
public sealed record EventLog(
    [property: JsonPropertyName("data")] IReadOnlyList<JobEvent> Data,
    [property: JsonPropertyName("meta")] EventLogMeta Meta);
