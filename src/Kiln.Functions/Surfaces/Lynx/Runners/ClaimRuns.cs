using System.Text.Json;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Lynx.Access;
using Kiln.Functions.Surfaces.Lynx.Batches;
using Kiln.Functions.Surfaces.Lynx.Telemetry;
using Kiln.Storage.Runners;
using Kiln.Storage.Work;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx.Runners;

/// <summary>Hands runs to runners.</summary>
public sealed class ClaimRuns(
    LynxAccess access, RunClaims claims, StudyCatalog studies, Links links, IOptions<KilnOptions> options)
{
    private const int MostJobs = 10_000;

    /// <summary>Runs that one claim takes at most, however many are asked for: the rest is for the next one.</summary>
    private const int MostAtOnce = 100;

    /// <summary><c>POST /runners/{id}/claim</c>: 200 with runs, or 204 when none fitted within <c>wait_secs</c> or the runner is drained.</summary>
    [Function("LynxClaimRuns")]
    [Operation("Hands runs that fit to a runner, waiting for the first one if asked", ForRunners = true, Refusals = [400, 403, 404])]
    [RequestBody(typeof(ClaimBody))]
    [Reply(StatusCodes.Status200OK, typeof(ClaimedRuns))]
    [Reply(StatusCodes.Status204NoContent)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "lynx/runners/{id}/claim")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        Runner runner = await access.RequireRunnerAsync(request, id, cancellationToken);
        JsonElement body = await RequestBody.ReadObjectAsync(request, cancellationToken);
        MemberReader fields = new(body, rejectUnknown: true);
        int most = fields.Integer("max_jobs", 1, MostJobs) ?? 1;
        double wait = fields.Number("wait_secs") ?? 0;
        if (wait < 0 || wait > options.Value.Lynx.MaxWaitSeconds)
        {
            fields.Fault("wait_secs", $"Must be from 0 to {options.Value.Lynx.MaxWaitSeconds}");
        }

        fields.Finish().ThrowIfFaulty();
        IReadOnlyList<ClaimedTask>? claimed = await claims.ClaimAsync(runner, Math.Min(most, MostAtOnce), TimeSpan.FromSeconds(wait), cancellationToken);
        if (claimed is null)
        {
            request.HttpContext.Response.Headers["X-Lynx-Drain"] = "true";
        }

        if (claimed is null or [])
        {
            return TypedResults.NoContent();
        }

        List<ClaimedRun> runs = [];
        foreach (ClaimedTask run in claimed)
        {
            StudyRecord study = await studies.GetAsync(run.Job.OrganisationId, run.Job.BatchId!, CancellationToken.None);
            string permission = TelemetryPermission.Of(run.Job, run.Token).ToString();
            runs.Add(ClaimedRun.Of(
                run,
                study.Study,
                links.To(request, $"/lynx/telemetry/{permission}"),
                links.To(request, $"/lynx/jobs/{run.Job.Id}/uploads")));
        }

        return LynxJson.Reply(new ClaimedRuns(runs));
    }
}
