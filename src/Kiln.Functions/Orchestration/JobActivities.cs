using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Credits;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Orchestration;

/// <summary>What the orchestrations ask of the job's document and of built-in work. Each may run twice.</summary>
public sealed class JobActivities(JobStore jobs, BuiltInTaskRunner runner, PlanGate plan, JobCredits credits, TimeProvider clock)
{
    /// <summary>Reads the job and says what comes next, as far as the organisation's plan lets it run now.</summary>
    [Function(FunctionNames.DecideNextStep)]
    public async Task<NextStep> DecideNextStep([ActivityTrigger] JobRun run, [DurableClient] DurableTaskClient client, FunctionContext context)
    {
        Job? job = await jobs.GetAsync(run.OrganisationId, run.JobId, context.CancellationToken);
        NextStep next = JobDecision.For(job, run, clock.GetUtcNow()) with { Waits = job is not null && !runner.Computes(job.Type) };
        if (next.Action == NextAction.RunStage && !await plan.EnterAsync(run, job!, context.CancellationToken))
        {
            return next with { Action = NextAction.Wait };
        }

        if (next.Action == NextAction.End || (next.Action == NextAction.Wait && JobDecision.NeedsNoPlace(job!)))
        {
            await plan.LeaveAsync(run, job, client, context.CancellationToken);
        }

        return next;
    }

    /// <summary>Runs one attempt of a built-in task; false when there was nothing to claim.</summary>
    [Function(FunctionNames.RunBuiltInTask)]
    public Task<bool> RunBuiltInTask([ActivityTrigger] TaskRun run, FunctionContext context) =>
        runner.RunAsync(run, context.CancellationToken);

    /// <summary>Ends a job whose deadline has passed. A job that was paused or ended meanwhile refuses.</summary>
    [Function(FunctionNames.TimeOutJob)]
    public async Task TimeOutJob([ActivityTrigger] JobRun run, FunctionContext context) =>
        await jobs.UpdateAsync(run.OrganisationId, run.JobId, new TimeOut(), context.CancellationToken);

    /// <summary>Brings the ledger to what the ended job decided.</summary>
    [Function(FunctionNames.SettleJob)]
    public async Task SettleJob([ActivityTrigger] JobRun run, FunctionContext context)
    {
        if (await jobs.GetAsync(run.OrganisationId, run.JobId, context.CancellationToken) is { } job)
        {
            await credits.SettleAsync(job);
        }
    }
}
