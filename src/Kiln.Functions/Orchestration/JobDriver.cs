using Kiln.Lifecycle;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Orchestration;

/// <summary>
/// Starts and wakes the orchestrations of jobs. Both repeat harmlessly; the document holds the truth. Jobs that nothing must be done for
/// have none: those that only wait for workers, before a deadline begins to run.
/// </summary>
public static class JobDriver
{
    /// <summary>
    /// Starts the orchestration of the job's present run; one that lives already is left alone, and a job that needs none gets none.
    /// </summary>
    public static Task StartAsync(DurableTaskClient client, Job job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        JobRun run = RunOf(job);
        return job.IsDriven
            ? OrchestrationStart.TryStartAsync(client, FunctionNames.JobOrchestrator, run.InstanceId, run, cancellationToken)
            : Task.CompletedTask;
    }

    /// <summary>Makes the orchestration read its job again: something was asked of it.</summary>
    public static Task WakeAsync(DurableTaskClient client, Job job, string why, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(job);
        return job.IsDriven
            ? client.RaiseEventAsync(RunOf(job).InstanceId, FunctionNames.WakeEvent, why, cancellationToken)
            : Task.CompletedTask;
    }

    /// <summary>
    /// Lets the orchestration know of a command that was applied to its job, where that matters to it: one is started when a deadline
    /// begins to run, and what happens to single tasks of workers does not wake it.
    /// </summary>
    public static async Task FollowAsync(DurableTaskClient client, Outcome outcome, string why, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        if (outcome is not Outcome.Applied { Job: { IsDriven: true } job, Events: var events } || !events.Any(Matters))
        {
            return;
        }

        if (events.Any(happened => happened.Type == EventTypes.JobStarted))
        {
            await StartAsync(client, job, cancellationToken);
        }

        await WakeAsync(client, job, why, cancellationToken);
    }

    /// <summary>Whether the job's present run has an orchestration that still lives.</summary>
    public static async Task<bool> IsDrivenAsync(DurableTaskClient client, Job job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(job);
        OrchestrationMetadata? instance = await client.GetInstanceAsync(RunOf(job).InstanceId, cancellationToken);
        return instance is { IsCompleted: false };
    }

    internal static JobRun RunOf(Job job) => new(job.OrganisationId, job.Id, job.Retries);

    private static bool Matters(JobEvent happened) =>
        happened.Type != EventTypes.JobProgress && !happened.Type.StartsWith("task.", StringComparison.Ordinal);
}
