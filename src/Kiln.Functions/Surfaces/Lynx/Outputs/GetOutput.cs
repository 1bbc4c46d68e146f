using Kiln.Functions.Configuration;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Lynx.Attempts;
using Kiln.Functions.Surfaces.Lynx.Jobs;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Runs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx.Outputs;

/// <summary>Downloads a file of a run.</summary>
public sealed class GetOutput(RunReader reader, RunOutputs outputs, AttemptStore attempts, IOptions<KilnOptions> options)
{
    /// <summary><c>GET /jobs/{id}/outputs/{name}</c>: 302 to a presigned URL.</summary>
    [Function("LynxGetOutput")]
    [Operation("Downloads a file of a run; its name may have slashes", Refusals = [404])]
    [Reply(StatusCodes.Status302Found, Description = "Where the file is; the address works for a while without a key")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "lynx/jobs/{id}/outputs/{*name}")] HttpRequest request,
        string id,
        string name,
        CancellationToken cancellationToken)
    {
        Job job = await reader.FindAsync(request, id, cancellationToken);
        if (job.State is not (JobState.Succeeded or JobState.Failed or JobState.TimedOut)
            || !await outputs.HasAsync(job, name, cancellationToken))
        {
            throw LynxErrors.OutputNotFound();
        }

        Uri url = await attempts.CreateDownloadUrlAsync(
            RunJob.AttemptOf(job)!, name, TimeSpan.FromMinutes(options.Value.Lynx.DownloadUrlMinutes), cancellationToken);
        return TypedResults.Redirect(url.AbsoluteUri);
    }
}
