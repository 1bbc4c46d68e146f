using System.Collections.Immutable;

namespace Kiln.Storage.Webhooks;

/// <summary>How far a job's events have come on their way to one destination; with the job's log it is the whole outbox.</summary>
/// <param name="SchemaVersion">The form of the record.</param>
/// <param name="Key">Which job, which destination.</param>
/// <param name="Passed">Every event up to this sequence was delivered, given up or not asked for.</param>
/// <param name="Open">True while there may be something to do; what a sweep looks for.</param>
public sealed record DeliveryCursor(int SchemaVersion, DeliveryKey Key, long Passed, bool Open) : IVersionedDocument
{
    /// <summary>The most finished deliveries that are kept for the log.</summary>
    public const int MaximumRecent = 50;

    /// <summary>True: the destination wants nothing more of this job, so nothing opens the cursor again.</summary>
    public bool Stopped { get; init; }

    /// <summary>The event that is being retried, or null.</summary>
    public DeliveryRecord? Current { get; init; }

    /// <summary>Passed events that were asked for once more, in order.</summary>
    public ImmutableArray<long> Replays { get; init; } = [];

    /// <summary>The last finished deliveries, newest last.</summary>
    public ImmutableArray<DeliveryRecord> Recent { get; init; } = [];

    /// <summary>The beginning.</summary>
    public static DeliveryCursor Start(DeliveryKey key) => new(StoredJson.CurrentVersion, key, 0, Open: true);

    /// <summary>The cursor after an attempt. One that another process has recorded meanwhile changes nothing.</summary>
    public DeliveryCursor Record(DeliveryRecord attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        bool isReplay = Replays.Contains(attempt.Sequence);
        if (attempt.Sequence <= Passed && !isReplay)
        {
            return this;
        }

        if (attempt.Status == DeliveryStatus.Retrying)
        {
            return Current?.Sequence == attempt.Sequence && Current.Attempts >= attempt.Attempts ? this : this with { Current = attempt };
        }

        ImmutableArray<DeliveryRecord> kept = Recent.Length < MaximumRecent ? Recent : Recent.RemoveAt(0);
        return this with
        {
            Current = null,
            Recent = kept.Add(attempt),
            Replays = isReplay ? Replays.Remove(attempt.Sequence) : Replays,
            Passed = Math.Max(Passed, attempt.Sequence),
        };
    }

    /// <summary>The cursor, asked to send passed events once more.</summary>
    public DeliveryCursor Replay(IEnumerable<long> sequences) => this with
    {
        Open = true,
        Replays = [.. Replays.Concat(sequences.Where(sequence => sequence <= Passed)).Distinct().Order()],
    };
}
