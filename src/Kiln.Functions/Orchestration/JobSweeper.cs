using Kiln.Functions.Configuration;
using Kiln.Functions.Telemetry;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage;
using Kiln.Storage.Credits;
using Kiln.Storage.Idempotency;
using Kiln.Storage.Jobs;
using Kiln.Storage.Organisations;
using Kiln.Storage.Uploads;
using Kiln.Storage.Webhooks;
using Kiln.Storage.Work;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Orchestration;

/// <summary>
/// Finds what a crash left between two writes: jobs without an orchestration, unsettled credits, work that stands in no queue; and
/// removes uploads and idempotency keys whose time is over. All is put right by the ordinary commands, so it may run beside anything.
/// </summary>
/// <remarks>
/// Jobs that only wait for workers are counted from the listing and not read, however many they are; where somebody wants to hear of
/// their events, once for each of their versions.
/// </remarks>
public sealed partial class JobSweeper(
    OrganisationStore organisations,
    JobStore jobs,
    JobCredits credits,
    UploadStore uploads,
    IdempotencyStore idempotency,
    PlanGate plan,
    QueueRepair queue,
    WebhookStore webhooks,
    StorageTopology topology,
    JobCensus census,
    IOptions<KilnOptions> options,
    TimeProvider clock,
    ILogger<JobSweeper> logger)
{
    /// <summary>A submission takes seconds between reservation and job; after this long it has died.</summary>
    private static readonly TimeSpan OrphanAge = TimeSpan.FromMinutes(10);

    /// <summary>
    /// A job that changed this recently may be driven by another process, between two steps of its: driven by two, it would be taken
    /// from one by the other.
    /// </summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly AnnouncedJobs _announced = new();

    /// <summary>Looks at every organisation once.</summary>
    public async Task SweepAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        await foreach (string organisation in organisations.ListAsync(cancellationToken))
        {
            await ReviveAsync(client, organisation, cancellationToken);
            await plan.SweepAsync(organisation, client, cancellationToken);
            await queue.RepairAsync(organisation, cancellationToken);
            CreditSweep sweep = await credits.SweepAsync(organisation, OrphanAge, cancellationToken);
            foreach (string conflict in sweep.Conflicts)
            {
                LogConflict(logger, organisation, conflict);
            }

            await uploads.PurgeAsync(organisation, cancellationToken);
            await idempotency.PurgeAsync(organisation, cancellationToken);
        }

        census.Publish();
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The ledger of {Organisation} contradicts a job: {Conflict}")]
    private static partial void LogConflict(ILogger logger, string organisation, string conflict);

    private async Task ReviveAsync(DurableTaskClient client, string organisation, CancellationToken cancellationToken)
    {
        WebhookSettings settings = await webhooks.GetRecentAsync(organisation, cancellationToken);
        bool anybodyListens = !settings.Endpoints.IsEmpty || options.Value.EventGrid.TopicEndpoint is not null;
        AnnouncedJobs.Sweep sweep = _announced.Begin(organisation, settings);
        JobQuery active = new(organisation) { ActiveOnly = true };
        await foreach (JobRow row in jobs.EnumerateRowsAsync(active, cancellationToken))
        {
            bool mayBeUnheard = (anybodyListens || row.HasCallback) && sweep.IsNews(row);
            if ((row.IsDriven || mayBeUnheard) && await jobs.GetAsync(organisation, row.Id, cancellationToken) is { } job)
            {
                census.Add(job.Type, job.State, job.StateSince);
                await ReviveAsync(client, job, cancellationToken);
            }
            else
            {
                census.Add(row.Type, row.State, TimeOrderedKey.TimeOf(row.Id));
            }
        }

        _announced.End(sweep);
    }

    private async Task ReviveAsync(DurableTaskClient client, Job job, CancellationToken cancellationToken)
    {
        // What happened to it may not have been heard by those who pass events on: the process died, or is another one.
        jobs.Announce(job);
        DateTimeOffset now = clock.GetUtcNow();

        if (!job.IsDriven)
        {
            return;
        }

        // Its orchestration ends an overdue job, but one that missed that the deadline changed (a resume whose event was lost) has to look.
        bool late = job.Deadline <= now;
        if (await JobDriver.IsDrivenAsync(client, job, cancellationToken))
        {
            if (late || IsUnheard(job, now))
            {
                await JobDriver.WakeAsync(client, job, "sweep", cancellationToken);
            }
        }
        else if (topology.IsSoleProcess || (!IsAtWork(job, now) && job.UpdatedAt <= now - Quiet))
        {
            await JobDriver.StartAsync(client, job, cancellationToken);
        }
    }

    /// <summary>Whether the document asks for a step that nobody takes: the event that told of it was lost, or raised elsewhere.</summary>
    private static bool IsUnheard(Job job, DateTimeOffset now) =>
        job.WaitsForPlanSince is null && JobDecision.For(job, JobDriver.RunOf(job), now).Action != NextAction.Wait && !IsAtWork(job, now);

    /// <summary>
    /// Whether an attempt in some process holds a built-in task. Where each process has an engine of its own, an orchestration started
    /// here would take the task from the one that drives it there.
    /// </summary>
    private static bool IsAtWork(Job job, DateTimeOffset now) => job.Stages
        .Where(stage => stage.Executor == ExecutorKind.BuiltIn)
        .SelectMany(stage => stage.Tasks)
        .Any(task => task.Lease?.ExpiresAt > now);
}
