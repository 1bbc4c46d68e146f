using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Lynx.Attempts;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Surfaces.Lynx.Jobs;

/// <summary>Cancels a run.</summary>
public sealed class CancelRun(RunReader reader, RunReports reports, RunCancellation cancellation, RunProjection projection)
{
    /// <summary><c>POST /jobs/{id}/cancel</c>: 200 when it is cancelled, 202 when its runner was asked to stop, 409 when it had ended.</summary>
    [Function("LynxCancelRun")]
    [Operation("Cancels a job: at once, or as soon as its runner has stopped it", Refusals = [404, 409])]
    [Reply(StatusCodes.Status200OK, typeof(RunPayload))]
    [Reply(StatusCodes.Status202Accepted, typeof(RunPayload))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "lynx/jobs/{id}/cancel")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Job found = await reader.FindAsync(request, id, cancellationToken);
        Outcome outcome = await reports.TryApplyAsync(
            client, found.OrganisationId, id, (job, _) => cancellation.CommandFor(job), cancellationToken) ?? throw LynxErrors.JobNotFound();
        Job after = outcome.Job;
        if (outcome is Outcome.Refused || after.State is JobState.TimedOut)
        {
            throw LynxErrors.Conflict($"Job is already {LynxWords.Of(after.State)}");
        }

        int status = after.State == JobState.Cancelled ? StatusCodes.Status200OK : StatusCodes.Status202Accepted;
        return LynxJson.Reply(await projection.ShowAsync(after, CancellationToken.None), status);
    }
}
