using System.Text.Json.Serialization;

namespace Kiln.Client.Jobs;

/// <summary>Where a stretch of an event log ends.</summary>
/// <param name="Last">Sequence number of the last event so far.</param>
/// <param name="Terminal">True when none follows any more.</param>
public sealed record EventLogMeta(
    [property: JsonPropertyName("last")] long Last,
    [property: JsonPropertyName("terminal")] bool Terminal);
