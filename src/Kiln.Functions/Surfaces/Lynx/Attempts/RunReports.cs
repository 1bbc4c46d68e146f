using Kiln.Functions.Orchestration;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Surfaces.Lynx.Attempts;

/// <summary>
/// Applies what attempts report to their jobs. A job whose deadline has passed times out first, whoever comes: nobody finishes late
/// because a timer was.
/// </summary>
public sealed class RunReports(JobStore jobs, TimeProvider clock)
{
    /// <summary>Applies a command of an attempt; null when the organisation has no such run.</summary>
    /// <param name="client">Starts and wakes the job's orchestration, which ends it at its deadline.</param>
    /// <param name="organisationId">The organisation.</param>
    /// <param name="jobId">The run's job.</param>
    /// <param name="command">Chooses the command by the job as it stands; null for none. It may be asked again.</param>
    /// <param name="cancellationToken">Gives up before the command has its turn.</param>
    internal async Task<Outcome?> TryApplyAsync(
        DurableTaskClient client,
        string organisationId,
        string jobId,
        Func<Job, JobTask, JobCommand?> command,
        CancellationToken cancellationToken)
    {
        bool isRun = false;
        Outcome? outcome = await jobs.UpdateAsync(
            organisationId,
            jobId,
            job =>
            {
                isRun = job.Surface == LynxWords.Surface;
                return !isRun ? null
                    : job.Deadline <= clock.GetUtcNow() ? new TimeOut()
                    : command(job, RunJob.TaskOf(job));
            },
            cancellationToken);
        if (!isRun || outcome is null)
        {
            return null;
        }

        await JobDriver.FollowAsync(client, outcome, "runner", CancellationToken.None);
        return outcome;
    }

    /// <summary>Applies a report and answers the job after it; refuses with 404 what is not there and with 409 what came too late.</summary>
    internal async Task<Job> ApplyAsync(
        DurableTaskClient client,
        string organisationId,
        string jobId,
        string token,
        Func<Job, JobTask, JobCommand?> command,
        CancellationToken cancellationToken)
    {
        Outcome outcome = await TryApplyAsync(client, organisationId, jobId, command, cancellationToken)
            ?? throw LynxErrors.JobNotFound();
        return outcome switch
        {
            Outcome.Applied { Job.State: JobState.TimedOut } => throw LynxErrors.LeaseLost(),
            Outcome.Refused { Refusal.Code: RefusalCode.LeaseLost or RefusalCode.JobFinished } => throw LynxErrors.LeaseLost(),
            Outcome.Refused { Refusal: var refusal } => throw LynxErrors.Conflict(refusal.Message.TrimEnd('.')),
            Outcome.Unchanged { Job: var job } when !Belongs(job, token) => throw LynxErrors.LeaseLost(),
            _ => outcome.Job,
        };
    }

    /// <summary>Whether the token is of the present attempt, or of the one that ended last.</summary>
    internal static bool Belongs(Job job, string token)
    {
        JobTask task = RunJob.TaskOf(job);
        return (task.Lease?.Token ?? task.LastToken) == token;
    }
}
