using Kiln.Functions.OpenApi;

namespace Kiln.Functions.Surfaces.Lynx.Jobs;

/// <summary>Reads a run.</summary>
public sealed class GetRun(RunReader reader, RunProjection projection)
{
    /// <summary><c>GET /jobs/{id}</c>.</summary>
    [Function("LynxGetRun")]
    [Operation("Reads a job", Refusals = [404])]
    [Reply(StatusCodes.Status200OK, typeof(RunPayload))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "lynx/jobs/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        LynxJson.Reply(await projection.ShowAsync(await reader.FindAsync(request, id, cancellationToken), cancellationToken));
}
