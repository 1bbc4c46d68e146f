using System.Collections.Immutable;
using Kiln.Functions.Batches;
using Kiln.Functions.Jobs;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Batches;

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>The log of a job or of a batch, as deliveries see it: an outbox.</summary>
/// <param name="OrganisationId">The owner.</param>
/// <param name="Kind">Whose log it is.</param>
/// <param name="Id">Identifier of the job or batch.</param>
/// <param name="Type">Type of the job, or of the batch's jobs.</param>
internal sealed record EventLog(string OrganisationId, EventLogKind Kind, string Id, string Type)
{
    /// <summary>The webhook of this job or batch alone, or null.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>W3C trace context of the request that created it, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The events at hand, gapless.</summary>
    public required ImmutableArray<JobEvent> Events { get; init; }

    /// <summary>How many events come before those, of a long log that was not read whole.</summary>
    public long EarlierEvents { get; init; }

    /// <summary>Counts the changes of what the log is of.</summary>
    public required long Version { get; init; }

    /// <summary>Whether it has ended and nothing is left to be said of it.</summary>
    public required bool IsFinal { get; init; }

    /// <summary>The job, of a job's log.</summary>
    public Job? Job { get; private init; }

    /// <summary>Sequence of the newest event; 0 for none.</summary>
    public long LastSequence => EarlierEvents + Events.Length;

    /// <summary>The log of a job; it is final when the job's credits are settled too.</summary>
    public static EventLog Of(Job job) => new(job.OrganisationId, EventLogKind.Job, job.Id, job.Type)
    {
        CallbackUrl = job.CallbackUrl,
        TraceParent = job.TraceParent,
        Events = job.Events,
        EarlierEvents = job.EarlierEvents,
        Job = job,
        Version = job.Version,
        IsFinal = job.State.IsTerminal() && job.Reservation is null or { AppliedAt: not null },
    };

    /// <summary>The log of a batch.</summary>
    public static EventLog Of(Batch batch) => new(batch.OrganisationId, EventLogKind.Batch, batch.Id, batch.Type)
    {
        CallbackUrl = batch.CallbackUrl,
        TraceParent = batch.TraceParent,
        Events = batch.Events,
        Version = batch.Version,
        IsFinal = batch.CompletedAt is not null,
    };

    /// <summary>The word for where it stood after an event.</summary>
    public string StatusAt(long sequence)
    {
        for (int index = Events.Length - 1; index >= 0; index--)
        {
            if (Events[index].Sequence <= sequence && StatusAfter(Events[index]) is { } status)
            {
                return status;
            }
        }

        return JobWords.Of(JobState.Accepted);
    }

    private static string? StatusAfter(JobEvent happened) => happened.Type switch
    {
        EventTypes.JobCreated => JobWords.Of(JobState.Accepted),
        EventTypes.JobPreparing => JobWords.Of(JobState.Preparing),
        EventTypes.JobHeld => JobWords.Of(JobState.Held),
        EventTypes.JobQueued or EventTypes.JobRetried => JobWords.Of(JobState.Queued),
        EventTypes.JobClaimed => JobWords.Of(JobState.Claimed),
        EventTypes.JobStarted => JobWords.Of(JobState.Running),
        EventTypes.JobSucceeded => JobWords.Of(JobState.Succeeded),
        EventTypes.JobFailed => JobWords.Of(JobState.Failed),
        EventTypes.JobTimedOut => JobWords.Of(JobState.TimedOut),
        EventTypes.JobCancelled => JobWords.Of(JobState.Cancelled),
        EventTypes.BatchCreated => BatchWords.Of(BatchState.Pending),
        EventTypes.BatchReopened => BatchWords.Of(BatchState.Running),
        EventTypes.BatchCompleted => happened.Data?.GetProperty("status").GetString(),
        _ => null,
    };
}
