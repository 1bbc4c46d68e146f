using System.Text.Json.Serialization;

namespace Kiln.Client.Batches;

/// <summary>How many jobs of a batch stand where.</summary>
/// <param name="Pending">Wait, or are not stored yet.</param>
/// <param name="Preparing">Their input is made ready.</param>
/// <param name="Held">Wait for a person or a condition.</param>
/// <param name="Claimed">Taken, not begun.</param>
/// <param name="Running">Under way.</param>
/// <param name="Succeeded">Ended well.</param>
/// <param name="Failed">Ended by a failure.</param>
/// <param name="TimedOut">Ended by their deadline.</param>
/// <param name="Cancelled">Ended by request.</param>
public sealed record BatchCounts(
    [property: JsonPropertyName("pending")] long Pending,
    [property: JsonPropertyName("preparing")] long Preparing,
    [property: JsonPropertyName("held")] long Held,
    [property: JsonPropertyName("claimed")] long Claimed,
    [property: JsonPropertyName("running")] long Running,
    [property: JsonPropertyName("succeeded")] long Succeeded,
    [property: JsonPropertyName("failed")] long Failed,
    [property: JsonPropertyName("timedOut")] long TimedOut,
    [property: JsonPropertyName("cancelled")] long Cancelled);
