using System.Collections.Immutable;
using System.Text.Json;
using Kiln.Lifecycle.Events;

namespace Kiln.Storage.Batches;

/// <summary>
/// The record of many jobs that were submitted at once. The jobs are parts of it (<see cref="PartId"/>): job <c>i</c>, from 0, has the
/// identifier <see cref="JobIdOf"/>. They are stored after the batch, page by page in the order of their index; until then they count
/// as pending.
/// </summary>
public sealed record Batch
{
    /// <summary>The most jobs of a batch.</summary>
    public const int MaximumTotal = 1_000_000;

    /// <summary>Time-ordered identifier, a root.</summary>
    public required string Id { get; init; }

    /// <summary>The owner.</summary>
    public required string OrganisationId { get; init; }

    /// <summary>The HTTP surface that created it, such as <c>jobs</c>.</summary>
    public required string Surface { get; init; }

    /// <summary>The type of all its jobs.</summary>
    public required string Type { get; init; }

    /// <summary>What people call it.</summary>
    public string Name { get; init; } = "";

    /// <summary>How many jobs it has.</summary>
    public required int Total { get; init; }

    /// <summary>Jobs that are stored, and paid for, together: each page but the last has so many.</summary>
    public required int PageSize { get; init; }

    /// <summary>Price of each job in credits; 0 for free ones.</summary>
    public int Price { get; init; }

    /// <summary>What the client sent, as the surface understood it, when the jobs are made of it; else null.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>Searchable words.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>0–100, of all its jobs.</summary>
    public int Priority { get; init; } = 50;

    /// <summary>The batch's own webhook, or null.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>W3C trace context of the request that created it, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>True: when all have ended and one has failed, the batch has failed.</summary>
    public bool FailsWithAnyJob { get; init; }

    /// <summary>Jobs that are stored: those of an index below this.</summary>
    public int Expanded { get; init; }

    /// <summary>When the last job was stored, or a cancel ended that; null before.</summary>
    public DateTimeOffset? ExpandedAt { get; init; }

    /// <summary>A cancel of the whole batch was accepted.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>It is to be removed with all its jobs; it is shown no more.</summary>
    public bool Deleting { get; init; }

    /// <summary>Where it stands.</summary>
    public BatchState State { get; init; }

    /// <summary>How its jobs ended; null until all have.</summary>
    public BatchCounts? Counts { get; init; }

    /// <summary>Acceptance.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the first job was seen to be taken.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When all jobs had ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Counts the changes, from 1.</summary>
    public long Version { get; init; }

    /// <summary>The whole log, gapless from sequence 1; the outbox that webhooks are sent from.</summary>
    public ImmutableArray<JobEvent> Events { get; init; } = [];

    /// <summary>Sequence of the newest event; 0 for none.</summary>
    public long LastSequence => Events.Length;

    /// <summary>Number of pages.</summary>
    public int Pages => (Total + PageSize - 1) / PageSize;

    /// <summary>Jobs that will never be stored, because a cancel came first.</summary>
    public int NeverStored => ExpandedAt is null ? 0 : Total - Expanded;

    /// <summary>The identifier of a job.</summary>
    /// <param name="index">From 0.</param>
    public string JobIdOf(int index) => PartId.Of(Id, (uint)index + 1);

    /// <summary>The index of a job of any batch.</summary>
    public static int IndexOf(string jobId) => PartId.TryRead(jobId, out _, out uint number) && number > 0
        ? (int)number - 1
        : throw new ArgumentException($"'{jobId}' is not the identifier of a batch's job.", nameof(jobId));

    /// <summary>The batch as it is first stored.</summary>
    public Batch Begin(DateTimeOffset now) => Changed(now, EventTypes.BatchCreated, new { type = Type, surface = Surface, name = Name, total = Total });

    /// <summary>The batch with more of its jobs stored.</summary>
    /// <param name="expanded">Jobs of an index below this are stored.</param>
    /// <param name="now">The time.</param>
    public Batch Expand(int expanded, DateTimeOffset now)
    {
        int reached = Math.Max(Expanded, expanded);
        return reached == Expanded ? this : Changed(now) with
        {
            Expanded = reached,
            ExpandedAt = reached == Total ? ExpandedAt ?? now : ExpandedAt,
        };
    }

    /// <summary>The batch, of which no more jobs are stored.</summary>
    public Batch CutShort(DateTimeOffset now) => ExpandedAt is null ? Changed(now) with { ExpandedAt = now } : this;

    /// <summary>The batch, to be cancelled. One that has ended is left alone.</summary>
    public Batch RequestCancel(DateTimeOffset now) =>
        CancelRequested || CompletedAt is not null ? this : Changed(now, EventTypes.BatchCancelRequested) with { CancelRequested = true };

    /// <summary>The batch, of which a job was taken.</summary>
    public Batch Start(DateTimeOffset now) =>
        StartedAt is null && CompletedAt is null ? Changed(now) with { StartedAt = now, State = BatchState.Running } : this;

    /// <summary>The batch, all of whose jobs have ended.</summary>
    public Batch Complete(BatchCounts counts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (CompletedAt is not null || ExpandedAt is null)
        {
            return this;
        }

        BatchState state = EndOf(counts);
        object data = new
        {
            status = state.ToString().ToLowerInvariant(),
            total = counts.Total,
            succeeded = counts.Succeeded,
            failed = counts.Failed,
            timed_out = counts.TimedOut,
            cancelled = counts.Cancelled,
        };
        return Changed(now, EventTypes.BatchCompleted, data) with { State = state, Counts = counts, CompletedAt = now };
    }

    /// <summary>The batch, a job of which runs again.</summary>
    public Batch Reopen(DateTimeOffset now) => CompletedAt is null || Deleting
        ? this
        : Changed(now, EventTypes.BatchReopened) with { State = BatchState.Running, Counts = null, CompletedAt = null, StartedAt = StartedAt ?? now };

    /// <summary>The batch, to be removed. One that has not ended is left alone.</summary>
    public Batch Delete(DateTimeOffset now) => Deleting || CompletedAt is null ? this : Changed(now) with { Deleting = true };

    private BatchState EndOf(BatchCounts counts)
    {
        if (counts.Cancelled > 0 && (CancelRequested || counts.Cancelled == counts.Total))
        {
            return BatchState.Cancelled;
        }

        bool broken = FailsWithAnyJob && counts.Failed + counts.TimedOut > 0;
        return counts.Succeeded > 0 && !broken ? BatchState.Completed : BatchState.Failed;
    }

    private Batch Changed(DateTimeOffset now, string? eventType = null, object? data = null) => this with
    {
        UpdatedAt = now,
        Version = Version + 1,
        Events = eventType is null
            ? Events
            : Events.Add(new JobEvent(Events.Length + 1, eventType, now, data is null ? null : JsonSerializer.SerializeToElement(data))),
    };
}
