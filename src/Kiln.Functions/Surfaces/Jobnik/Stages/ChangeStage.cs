using Kiln.Functions.OpenApi;
using Kiln.Functions.Orchestration;
using Kiln.Functions.Surfaces.Jobnik.Errors;
using Kiln.Functions.Surfaces.Jobnik.Payload;
using Kiln.Functions.Surfaces.Jobnik.Validation;
using Kiln.Functions.Surfaces.Jobnik.Words;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Storage.ApiKeys;

namespace Kiln.Functions.Surfaces.Jobnik.Stages;

/// <summary>Changes stages: notes, and the release of those that wait.</summary>
public sealed class ChangeStage(JobnikGate gate, JobnikJobs jobs)
{
    private static readonly RequestRules Notes = RequestRules.OfBody(Rules.UserMetadata);
    private static readonly RequestRules NewStatus = RequestRules.OfBody(Rules.NewStageStatus);

    /// <summary><c>PATCH /v1/stages/{stageId}/user-metadata</c>: replaces the whole.</summary>
    [Function("JobnikSetStageMetadata")]
    [Operation("Replaces the user metadata of a stage", Scopes = KeyScopes.Jobs | KeyScopes.Workers, Refusals = [400, 404, 413, 415])]
    [RequestBody(typeof(RequestBodies.UserMetadata))]
    [Reply(StatusCodes.Status200OK, typeof(JobnikSuccess))]
    public async Task<IResult> Metadata(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "jobnik/v1/stages/{stageId}/user-metadata")] HttpRequest request,
        string stageId,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, Notes, cancellationToken, (nameof(stageId), stageId, Rules.Id));
        await jobs.ChangeStageAsync(
            asked.Organisation, stageId, (_, stage) => new SetUserMetadata(asked.NewMetadata(), StageId: stage.Id));
        return Modified();
    }

    /// <summary><c>PUT /v1/stages/{stageId}/status</c>: lets the tasks of a waiting stage be taken.</summary>
    [Function("JobnikSetStageStatus")]
    [Operation("Lets the tasks of a waiting stage be taken", Refusals = [400, 404, 413, 415])]
    [RequestBody(typeof(RequestBodies.StageStatus))]
    [Reply(StatusCodes.Status200OK, typeof(JobnikSuccess))]
    public async Task<IResult> Status(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "jobnik/v1/stages/{stageId}/status")] HttpRequest request,
        string stageId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, NewStatus, cancellationToken, (nameof(stageId), stageId, Rules.Id));
        Outcome outcome = await jobs.ChangeStageAsync(asked.Organisation, stageId, StatusChange.OfStage);
        if (outcome is Outcome.Refused { Job: var job })
        {
            string from = JobnikWords.Of(JobnikJobs.StageOf(job, stageId).State);
            throw JobnikRefusals.IllegalTransition(JobnikCodes.IllegalStageStatus, from, JobnikWords.Pending);
        }

        await JobDriver.FollowAsync(client, outcome, "approve", CancellationToken.None);
        return Modified();
    }

    private static IResult Modified() => JobnikJson.Reply(new JobnikSuccess(JobnikCodes.StageModified));
}
