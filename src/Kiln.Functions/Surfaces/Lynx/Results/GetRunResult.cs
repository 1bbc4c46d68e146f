using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Lynx.Jobs;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Surfaces.Lynx.Results;

/// <summary>Reads what came of a run.</summary>
public sealed class GetRunResult(RunReader reader, RunResults results)
{
    /// <summary><c>GET /jobs/{id}/results</c>: 409 before it has ended, 404 when it was cancelled.</summary>
    [Function("LynxGetRunResult")]
    [Operation("Reads what came of a job", Refusals = [404, 409])]
    [Reply(StatusCodes.Status200OK, typeof(ResultPayload))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "lynx/jobs/{id}/results")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        Job job = await reader.FindAsync(request, id, cancellationToken);
        if (job.State.IsActive())
        {
            throw LynxErrors.ResultNotReady(LynxWords.Of(job.State));
        }

        return LynxJson.Reply(await results.MakeAsync(request, job, cancellationToken) ?? throw LynxErrors.ResultNotAvailable());
    }
}
