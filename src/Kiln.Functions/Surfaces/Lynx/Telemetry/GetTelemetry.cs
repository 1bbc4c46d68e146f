using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Lynx.Jobs;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Runs;

namespace Kiln.Functions.Surfaces.Lynx.Telemetry;

/// <summary>Downloads the samples of a run.</summary>
public sealed class GetTelemetry(RunReader reader, AttemptStore attempts)
{
    /// <summary><c>GET /jobs/{id}/telemetry</c>: NDJSON of the latest attempt's samples, also while it runs.</summary>
    [Function("LynxGetTelemetry")]
    [Operation("Downloads the samples of a run", Refusals = [404])]
    [Reply(StatusCodes.Status200OK, MediaType = "application/x-ndjson", Description = "A sample a line")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "lynx/jobs/{id}/telemetry")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        Job job = await reader.FindAsync(request, id, cancellationToken);
        return TypedResults.Stream(
            stream => RunJob.AttemptOf(job) is { } attempt
                ? attempts.CopyTelemetryAsync(attempt, stream, request.HttpContext.RequestAborted)
                : Task.CompletedTask,
            "application/x-ndjson");
    }
}
