using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Jobnik.Errors;
using Kiln.Functions.Surfaces.Jobnik.Payload;
using Kiln.Functions.Surfaces.Jobnik.Validation;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Work;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Jobnik.Tasks;

/// <summary>Hands tasks out to workers.</summary>
public sealed class DequeueTask(JobnikGate gate, TaskQueue queue, IOptions<KilnOptions> options)
{
    private const string UnnamedWorker = "jobnik-worker";

    private readonly RequestRules _rules = RequestRules.OfQuery(
        ("wait", new IntegerRule(0, options.Value.Jobnik.WaitSecondsMax)),
        ("worker_id", new TextRule { Shortest = 1, Longest = 200 }));

    /// <summary><c>PATCH /v1/stages/{stageType}/tasks/dequeue</c>: the next task of the type, under a lease; 404 when none is ready.</summary>
    [Function("JobnikDequeueTask")]
    [Operation("Takes the next task of a stage type", Scopes = KeyScopes.Workers, Refusals = [400, 404, 409])]
    [Parameter("wait", typeof(int), "Seconds to wait for a task when none is ready", Minimum = 0)]
    [Parameter("worker_id", typeof(string), "What the worker is called in the record")]
    [Reply(StatusCodes.Status200OK, typeof(JobnikTask))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "jobnik/v1/stages/{stageType}/tasks/dequeue")] HttpRequest request,
        string stageType,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, _rules, cancellationToken, (nameof(stageType), stageType, Rules.StageType));
        TimeSpan lease = TimeSpan.FromSeconds(options.Value.Jobnik.LeaseSeconds);
        TaskClaim claim = new(asked.Organisation, [stageType], asked.Text("worker_id") ?? UnnamedWorker, lease)
        {
            Surface = JobnikJobs.Surface,
        };
        ClaimedTask? claimed = await ClaimAsync(claim, TimeSpan.FromSeconds(asked.Integer("wait", 0)), cancellationToken);
        if (claimed is null)
        {
            throw JobnikRefusals.TaskNotFound();
        }

        IHeaderDictionary headers = request.HttpContext.Response.Headers;
        headers["X-Kiln-Lease-Token"] = claimed.Token;
        headers["X-Kiln-Lease-Expires-At"] = Json.Text(claimed.Task.Lease!.ExpiresAt);
        return JobnikJson.Reply(JobnikTask.Of(claimed.Stage, claimed.Task));
    }

    private async Task<ClaimedTask?> ClaimAsync(TaskClaim claim, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            return await queue.ClaimAsync(claim, wait, cancellationToken);
        }
        catch (DocumentContentionException)
        {
            throw JobnikRefusals.TaskUpdateFailed();
        }
    }
}
