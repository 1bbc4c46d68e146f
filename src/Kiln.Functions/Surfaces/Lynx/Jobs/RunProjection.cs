using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Surfaces.Lynx.Runners;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Plans;
using Kiln.Storage.Runners;
using Kiln.Storage.Work.Runs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx.Jobs;

/// <summary>Shows runs, with the reason why one waits.</summary>
public sealed class RunProjection(RunnerStore runners, RunIndex index, RunPlaces places, IOptions<KilnOptions> options, TimeProvider clock)
{
    private const int MostRunners = 1000;

    internal async Task<RunPayload> ShowAsync(Job job, CancellationToken cancellationToken) =>
        (await ShowAsync([job], cancellationToken))[0];

    /// <summary>Runs of one organisation; what they wait for is looked up once for all.</summary>
    internal async Task<IReadOnlyList<RunPayload>> ShowAsync(IReadOnlyList<Job> jobs, CancellationToken cancellationToken)
    {
        Job? pending = jobs.FirstOrDefault(job => job.State == JobState.Queued);
        IReadOnlyList<Runner> present = pending is null ? [] : await PresentRunnersAsync(pending.OrganisationId, cancellationToken);
        bool planIsFull = pending is not null && !await places.HasRoomAsync(pending.OrganisationId, cancellationToken);
        Dictionary<string, int> slots = [];
        foreach (Job job in jobs.Where(job => job.State == JobState.Queued))
        {
            if (RequirementsOf(job).MaxParallel is not null && !slots.ContainsKey(job.BatchId!))
            {
                slots[job.BatchId!] = await index.CountSlotsAsync(job.OrganisationId, job.BatchId!, cancellationToken);
            }
        }

        return [.. jobs.Select(job => RunPayload.Of(job, WhyWaiting(job, present, slots, planIsFull)))];
    }

    private static RunRequirements RequirementsOf(Job job) => RunRequirements.OfStage(job.Stages[0].Data);

    private RunWaiting? WhyWaiting(Job job, IReadOnlyList<Runner> present, Dictionary<string, int> slots, bool planIsFull)
    {
        if (job.State.IsTerminal())
        {
            return null;
        }

        if (job.Suspended)
        {
            return new RunWaiting("paused", job.SuspendedAt ?? job.StateSince, null);
        }

        if (job.State != JobState.Queued)
        {
            return null;
        }

        if (RunJob.TaskOf(job).NotBefore is { } next && next > clock.GetUtcNow())
        {
            return new RunWaiting("retry_backoff", job.StateSince, $"Next attempt at {Json.Text(next)}");
        }

        RunRequirements needs = RequirementsOf(job);
        if (present.Count == 0)
        {
            return new RunWaiting("no_runner", job.StateSince, "No runner takes work");
        }

        if (!present.Any(runner => runner.Supports(needs.SimulationType, needs.Millicores, needs.MemoryBytes, needs.Gpu)))
        {
            return new RunWaiting("no_matching_runner", job.StateSince, $"No runner that takes work can run '{needs.SimulationType}' as requested");
        }

        return needs.MaxParallel <= slots.GetValueOrDefault(job.BatchId!)
            ? new RunWaiting("parallel_limit", job.StateSince, $"{needs.MaxParallel} runs of the batch are under way")
            : planIsFull ? new RunWaiting("plan_limit", job.StateSince, $"The plan allows {places.LimitOf(job.OrganisationId)} runs at a time")
            : new RunWaiting("queue", job.StateSince, "Waits for its turn");
    }

    private async Task<IReadOnlyList<Runner>> PresentRunnersAsync(string organisationId, CancellationToken cancellationToken)
    {
        (IReadOnlyList<Runner> all, _) = await runners.ListAsync(organisationId, MostRunners, cursor: null, cancellationToken);
        DateTimeOffset now = clock.GetUtcNow();
        return [.. all.Where(runner => !runner.Drained && !RunnerWords.IsOffline(runner, now, options.Value.Lynx))];
    }
}
