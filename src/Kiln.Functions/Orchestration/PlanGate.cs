using Kiln.Functions.Configuration;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Jobs;
using Kiln.Storage.Plans;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Orchestration;

/// <summary>
/// Keeps the jobs of an organisation that use this service's executors to <see cref="KilnOptions.ConcurrentJobs"/>. A job has its place from
/// its first step to its end, and gives it back while it is paused or waits for others; who gets a place is woken.
/// </summary>
public sealed class PlanGate(RunningJobs running, JobStore jobs, IOptions<KilnOptions> options)
{
    /// <summary>Whether a run may go on now. If not, its job says that it waits for the plan, and the run is woken when its turn comes.</summary>
    public async Task<bool> EnterAsync(JobRun run, Job job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(job);
        if (options.Value.IsUnlimited(run.OrganisationId)
            || await running.EnterAsync(run.OrganisationId, run.InstanceId, job.Priority, options.Value.ConcurrentJobs, cancellationToken))
        {
            return true;
        }

        await jobs.UpdateAsync(run.OrganisationId, run.JobId, new WaitForPlan(), cancellationToken);
        return false;
    }

    /// <summary>Gives a run's place back and wakes who got it. Again: nothing happens.</summary>
    public async Task LeaveAsync(JobRun run, Job? job, DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        bool mayHavePlace = job is null || job.Stages.Any(stage => stage.Executor == ExecutorKind.BuiltIn);
        if (mayHavePlace && !options.Value.IsUnlimited(run.OrganisationId))
        {
            IReadOnlyList<string> next = await running.LeaveAsync(
                run.OrganisationId, run.InstanceId, job?.Priority, options.Value.ConcurrentJobs, cancellationToken);
            foreach (string instance in next)
            {
                await WakeAsync(JobRun.Parse(run.OrganisationId, instance), client, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Puts right what crashes left: takes places from runs that are over, hands out free ones, and wakes those whose word was lost.
    /// </summary>
    public async Task SweepAsync(string organisationId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (!options.Value.IsUnlimited(organisationId))
        {
            await running.FillAsync(organisationId, options.Value.ConcurrentJobs, cancellationToken);
            foreach (string instance in await running.ListAsync(organisationId, cancellationToken))
            {
                await WakeAsync(JobRun.Parse(organisationId, instance), client, cancellationToken);
            }
        }
    }

    /// <summary>Wakes a run that has a place; the place of one that is over goes to the next.</summary>
    private async Task WakeAsync(JobRun holder, DurableTaskClient client, CancellationToken cancellationToken)
    {
        Job? job = await jobs.GetAsync(holder.OrganisationId, holder.JobId, cancellationToken);
        if (job is null || job.State.IsTerminal() || job.Retries != holder.Number)
        {
            await LeaveAsync(holder, job: null, client, cancellationToken);
        }
        else
        {
            // Also when its job does not say that it waits: it may be about to.
            await JobDriver.WakeAsync(client, job, "plan", cancellationToken);
        }
    }
}
