using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Orchestration;

/// <summary>Starts and wakes the orchestrations of jobs. Both repeat harmlessly; the document holds the truth.</summary>
public static class JobDriver
{
    private static readonly OrchestrationRuntimeStatus[] Live =
    [
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
    ];

    /// <summary>Starts the orchestration of the job's present run; one that lives already is left alone.</summary>
    public static async Task StartAsync(DurableTaskClient client, Job job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(job);
        JobRun run = RunOf(job);
        StartOrchestrationOptions options = new StartOrchestrationOptions(run.InstanceId).WithDedupeStatuses(Live);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(FunctionNames.JobOrchestrator, run, options, cancellationToken);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Somebody else, or this request the first time round, started it.
        }
    }

    /// <summary>Makes the orchestration read its job again: something was asked of it.</summary>
    public static Task WakeAsync(DurableTaskClient client, Job job, string why, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(job);
        return client.RaiseEventAsync(RunOf(job).InstanceId, FunctionNames.WakeEvent, why, cancellationToken);
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
}
