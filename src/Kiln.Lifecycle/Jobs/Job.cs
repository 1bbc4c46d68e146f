using System.Collections.Immutable;
using System.Text.Json;
using Kiln.Lifecycle.Credits;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Stages;

namespace Kiln.Lifecycle.Jobs;

/// <summary>
/// The record of one job: everything that is true of it, and the log of how it came to be. It changes only through
/// <see cref="Transitions.JobLifecycle.Apply"/>.
/// </summary>
public sealed record Job
{
    /// <summary>Time-ordered identifier (UUID version 7, lower case).</summary>
    public required string Id { get; init; }

    /// <summary>The organisation that owns the job; nobody else can see it.</summary>
    public required string OrganisationId { get; init; }

    /// <summary>The HTTP surface that created it, such as <c>conversions</c>.</summary>
    public required string Surface { get; init; }

    /// <summary>The kind of work, such as <c>glb_to_simready</c>; decides price and deadline.</summary>
    public required string Type { get; init; }

    /// <summary>What people call it: a file name, a prompt, a study's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where the job stands.</summary>
    public JobState State { get; init; }

    /// <summary>The stages in order; their tasks are inside.</summary>
    public ImmutableArray<Stage> Stages { get; init; } = [];

    /// <summary>False while the job still takes stages, and so does not complete when its present ones do.</summary>
    public bool Sealed { get; init; } = true;

    /// <summary>0–100; larger goes first.</summary>
    public int Priority { get; init; } = 50;

    /// <summary>What the client sent, as the surface understood it.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>Facts about the input that the surface found while checking it.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>Searchable words of the client's.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The batch this job belongs to, or null.</summary>
    public string? BatchId { get; init; }

    /// <summary>The job this one works on the result of, or null.</summary>
    public string? SourceJobId { get; init; }

    /// <summary>The job's own webhook, or null.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>W3C trace context of the request that created it, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>W3C trace state beside it, or null.</summary>
    public string? TraceState { get; init; }

    /// <summary>What the client notes on the job, replaced as a whole; null for nothing.</summary>
    public JsonElement? UserMetadata { get; init; }

    /// <summary>True where the surface's words for an end are final: the job takes no manual retry, so it is no dead letter either.</summary>
    public bool EndIsFinal { get; init; }

    /// <summary>A cancel was asked for and an executor must stop first.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>When a requested cancel stops waiting for executors; null for as long as their leases hold.</summary>
    public DateTimeOffset? CancelBy { get; init; }

    /// <summary>Paused: no new claims, and the deadline stands still.</summary>
    public bool Suspended { get; init; }

    /// <summary>When it was paused; null when it is not.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>Since when it waits because its organisation has as many jobs running as its plan allows; null when it does not.</summary>
    public DateTimeOffset? WaitsForPlanSince { get; init; }

    /// <summary>Why the job is held, or null.</summary>
    public string? HoldReason { get; init; }

    /// <summary>Why it failed, or null.</summary>
    public Failure? Failure { get; init; }

    /// <summary>True while it stands on the dead-letter list: a retryable failure without attempts left.</summary>
    public bool DeadLettered { get; init; }

    /// <summary>0–100; 100 only when succeeded.</summary>
    public int Progress { get; init; }

    /// <summary>What is being done right now, for people.</summary>
    public string? Step { get; init; }

    /// <summary>When progress was last told of in the log.</summary>
    public DateTimeOffset? ProgressToldAt { get; init; }

    /// <summary>Longest time to the end, paused time not counted; null for no deadline.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether the deadline counts from acceptance or from the first start.</summary>
    public DeadlineStart DeadlineStart { get; init; }

    /// <summary>When the job times out; null without a deadline, before it counts, and while paused.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What was left to the deadline when the job was paused.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>The credits held for this run of the job, and how they were settled; null for a free job.</summary>
    public Reservation? Reservation { get; init; }

    /// <summary>How many times it was retried by hand.</summary>
    public int Retries { get; init; }

    /// <summary>Acceptance.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it first became ready for the stages after <c>prepare</c>.</summary>
    public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>When the first stage after <c>prepare</c> was first started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The last change.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When the state last changed.</summary>
    public required DateTimeOffset StateSince { get; init; }

    /// <summary>Counts the changes, from 1.</summary>
    public long Version { get; init; }

    /// <summary>
    /// The log, gapless from the event after <see cref="EarlierEvents"/>; the outbox that webhooks are sent from.
    /// </summary>
    public ImmutableArray<JobEvent> Events { get; init; } = [];

    /// <summary>How many older events are kept elsewhere, because the log has grown long: the first has sequence 1.</summary>
    public long EarlierEvents { get; init; }

    /// <summary>Sequence of the newest event; 0 for none.</summary>
    public long LastSequence => Events.IsEmpty ? EarlierEvents : Events[^1].Sequence;

    /// <summary>
    /// True when somebody must act on the job without being asked: run its stages that are not for workers, end it at its deadline, or
    /// settle its credits. A job for workers alone, free and without a deadline that runs, only waits.
    /// </summary>
    public bool IsDriven =>
        Reservation is not null
        || (Timeout is not null && (DeadlineStart == DeadlineStart.Accepted || StartedAt is not null))
        || Stages.Any(stage => stage.Executor != ExecutorKind.Worker);

    /// <summary>The first stage that is not completed, or null when all are.</summary>
    public Stage? CurrentStage => Stages.FirstOrDefault(stage => stage.State != StageState.Completed);

    /// <summary>The task with this identifier and its stage, or null.</summary>
    public (Stage Stage, JobTask Task)? FindTask(string taskId)
    {
        foreach (Stage stage in Stages)
        {
            if (stage.IndexOf(taskId) is var index and >= 0)
            {
                return (stage, stage.Tasks[index]);
            }
        }

        return null;
    }
}
