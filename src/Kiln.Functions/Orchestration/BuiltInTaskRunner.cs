using System.Diagnostics;
using System.Text.Json;
using Kiln.Functions.Configuration;
using Kiln.Functions.Telemetry;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Jobs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Orchestration;

/// <summary>Runs one attempt of a built-in task under a lease, and reports what came of it to the job.</summary>
public sealed partial class BuiltInTaskRunner(
    JobStore jobs,
    IEnumerable<IBuiltInWork> works,
    BuiltInSlots slots,
    IOptions<KilnOptions> options,
    TimeProvider clock,
    ILogger<BuiltInTaskRunner> logger)
{
    /// <summary>Answers whether an attempt was made; false when there was no slot, or the task could not be claimed.</summary>
    public Task<bool> RunAsync(TaskRun run, CancellationToken hostStopping) => run.Waits
        ? ClaimAndRunAsync(run, hostStopping)
        : slots.TryRunAsync(() => RankAsync(run, hostStopping), () => ClaimAndRunAsync(run, hostStopping), hostStopping);

    /// <summary>Whether the work of a job type takes processor and memory enough to be bounded.</summary>
    public bool Computes(string jobType) => FindWork(jobType)?.Computes ?? true;

    private async ValueTask<SlotRank> RankAsync(TaskRun run, CancellationToken cancellationToken) =>
        new((await jobs.GetAsync(run.Job.OrganisationId, run.Job.JobId, cancellationToken))?.Priority ?? 0, run.Job.JobId);

    private async Task<bool> ClaimAndRunAsync(TaskRun run, CancellationToken hostStopping)
    {
        KilnOptions settings = options.Value;
        string token = Guid.NewGuid().ToString("N");
        ClaimTask claim = new(run.TaskId, run.Job.InstanceId, token, TimeSpan.FromSeconds(settings.BuiltInLeaseSeconds))
        {
            Start = true,
            TakeOver = true,
        };
        Outcome? outcome = await jobs.UpdateAsync(
            run.Job.OrganisationId, run.Job.JobId, job => job.Retries == run.Job.Number ? claim : null, hostStopping);
        if (outcome is not Outcome.Applied { Job: var claimed }
            || claimed.FindTask(run.TaskId) is not var (stage, task) || task.Lease?.Token != token)
        {
            return false;
        }

        await using AttemptSupervisor supervisor = new(jobs, settings, clock, logger, claimed, task.Id, token, hostStopping);
        JobCommand? report = await AttemptAsync(new Attempt(claimed, stage, task, supervisor), token, supervisor);
        if (report is not null)
        {
            // Not cancelled by the host's stop: what was done is reported, or is done again after the restart.
            await jobs.UpdateAsync(claimed.OrganisationId, claimed.Id, report, CancellationToken.None);
        }

        return true;
    }

    private IBuiltInWork? FindWork(string jobType) => works.FirstOrDefault(candidate => candidate.Runs(jobType));

    private async Task<JobCommand?> AttemptAsync(Attempt attempt, string token, AttemptSupervisor supervisor)
    {
        (Job job, Stage stage, JobTask task, _) = attempt;
        using Activity? activity = StageTracing.Start(job, stage, task);
        try
        {
            IBuiltInWork work = FindWork(job.Type)
                ?? throw new WorkFailedException(FailureCodes.InternalError, $"No built-in work is registered for '{job.Type}'.");
            JsonElement result = await work.RunAsync(attempt, supervisor.Token);
            return new CompleteTask(task.Id, token, result);
        }
        catch (OperationCanceledException) when (supervisor.Token.IsCancellationRequested)
        {
            return supervisor.Reason switch
            {
                StopReason.GiveBack => new ReleaseTask(task.Id, token),
                StopReason.TooLong => Failed(FailureCodes.Timeout, $"The step '{stage.Type}' took longer than it may."),
                _ => null,
            };
        }
        catch (WorkFailedException failure)
        {
            LogFailed(logger, stage.Type, job.Id, failure.Code, failure.Message);
            return Failed(failure.Code, failure.Message) with { Result = failure.Result };
        }
        catch (Exception exception)
        {
            LogBroke(logger, exception, stage.Type, job.Id);
            return Failed(FailureCodes.InternalError, $"The step '{stage.Type}' broke; this is a fault of the service.");
        }

        FailAttempt Failed(string code, string message)
        {
            StageTracing.Fail(activity, code, message);
            FailurePhase phase = stage.Phase == StagePhase.Prepare ? FailurePhase.Preparing : FailurePhase.Processing;
            return new FailAttempt(task.Id, token, Failure.Of(code, message, phase, $"step {stage.Type}"));
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Step {Stage} of job {JobId} failed with {Code}: {Reason}")]
    private static partial void LogFailed(ILogger logger, string stage, string jobId, string code, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Step {Stage} of job {JobId} broke.")]
    private static partial void LogBroke(ILogger logger, Exception exception, string stage, string jobId);
}
