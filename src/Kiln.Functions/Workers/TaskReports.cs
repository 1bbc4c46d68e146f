using Kiln.Functions.Access;
using Kiln.Functions.Http;
using Kiln.Functions.Orchestration;
using Kiln.Functions.Workers.Payload;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Workers;

/// <summary>Applies what workers report of their attempts, and tells them how things stand.</summary>
public sealed class TaskReports(Authentication authentication, JobStore jobs)
{
    /// <summary>
    /// Applies one report. Refuses with 404 when there is no such job or task, and with 409 when the attempt's right has ended.
    /// </summary>
    /// <param name="request">The request; its body is read as <typeparamref name="T"/>.</param>
    /// <param name="client">Wakes the job's orchestration where there is one.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="taskId">The task.</param>
    /// <param name="read">Makes a command of the body, and notes what is wrong with it.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    internal async Task<IResult> ApplyAsync<T>(
        HttpRequest request,
        DurableTaskClient client,
        string jobId,
        string taskId,
        Func<T, FaultList, JobCommand> read,
        CancellationToken cancellationToken)
        where T : class
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        FaultList faults = new();
        JobCommand command = read(await RequestBody.ReadAsync<T>(request, cancellationToken), faults);
        faults.ThrowIfAny();
        Outcome outcome = await jobs.UpdateAsync(caller.OrganisationId, jobId, command, cancellationToken)
            ?? throw ApiException.NotFound("Job");
        if (outcome is Outcome.Refused { Refusal: var refusal })
        {
            throw RefusalOf(refusal);
        }

        await JobDriver.FollowAsync(client, outcome, "report", CancellationToken.None);
        return outcome.Job.FindTask(taskId) is var (_, task)
            ? Json.Data(AttemptPayload.Of(outcome.Job, task))
            : throw ApiException.NotFound("Task");
    }

    private static ApiException RefusalOf(Refusal refusal) => refusal.Code switch
    {
        RefusalCode.NotFound => ApiException.NotFound("Task"),
        RefusalCode.LeaseLost or RefusalCode.JobFinished =>
            new ApiException(StatusCodes.Status409Conflict, ErrorCodes.LeaseLost, refusal.Message.TrimEnd('.')),
        _ => ApiException.Conflict(refusal.Message.TrimEnd('.')),
    };
}
