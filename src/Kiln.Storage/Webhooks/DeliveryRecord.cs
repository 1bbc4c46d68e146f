namespace Kiln.Storage.Webhooks;

/// <summary>One event on its way to a destination.</summary>
/// <param name="Sequence">The event's place in its job's log.</param>
/// <param name="EventType">Its type.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="LastAttemptAt">When last.</param>
public sealed record DeliveryRecord(long Sequence, string EventType, DeliveryStatus Status, int Attempts, DateTimeOffset LastAttemptAt)
{
    /// <summary>HTTP status of the last answer; null when none came.</summary>
    public int? ResponseStatus { get; init; }

    /// <summary>What went wrong at the last attempt, in the service's own words; null when nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>When it is sent again, or null.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }
}
