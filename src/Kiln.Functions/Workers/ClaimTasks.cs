using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Orchestration;
using Kiln.Functions.Workers.Payload;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Work;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Workers;

/// <summary>Hands tasks to workers.</summary>
public sealed class ClaimTasks(Authentication authentication, TaskQueue queue, IOptions<KilnOptions> options)
{
    private const int LongestName = 200;

    /// <summary><c>POST /api/tasks/claim</c>: 200 with a task, or 204 when none was ready within the wait.</summary>
    [Function("ClaimTask")]
    [Operation("Takes the next task of the types that a worker does", Scopes = KeyScopes.Workers, Refusals = [400, 413, 415, 422])]
    [RequestBody(typeof(ClaimRequest))]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<ClaimPayload>))]
    [Reply(StatusCodes.Status204NoContent, Description = "Nothing was ready")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tasks/claim")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        ClaimRequest asked = await RequestBody.ReadAsync<ClaimRequest>(request, cancellationToken);
        TaskClaim claim = Read(asked, caller);
        ClaimedTask? claimed = await ClaimAsync(claim, TimeSpan.FromSeconds(asked.WaitSeconds ?? 0), cancellationToken);
        if (claimed is null)
        {
            return TypedResults.NoContent();
        }

        await JobDriver.FollowAsync(client, claimed.Outcome, "claim", CancellationToken.None);
        return Json.Data(ClaimPayload.Of(claimed));
    }

    /// <summary>The task; null too when others took what there was, for a worker does the same in both cases: it asks again.</summary>
    private async Task<ClaimedTask?> ClaimAsync(TaskClaim claim, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            return await queue.ClaimAsync(claim, wait, cancellationToken);
        }
        catch (DocumentContentionException)
        {
            return null;
        }
    }

    private TaskClaim Read(ClaimRequest asked, Caller caller)
    {
        WorkerOptions limits = options.Value.Workers;
        FaultList faults = new();
        faults.Require(
            asked.Types is { Count: > 0 } types && types.Count <= limits.MaxTypes && types.All(IsName),
            "types",
            $"Must be 1 to {limits.MaxTypes} names of 1 to {LongestName} characters");
        faults.Require(IsName(asked.Worker), "worker", $"Must be text of 1 to {LongestName} characters");
        faults.RequireRange(asked.WaitSeconds, 0, limits.MaxWaitSeconds, "wait_seconds");
        faults.RequireRange(asked.LeaseSeconds, 1, limits.MaxLeaseSeconds, "lease_seconds");
        faults.RequireRange(asked.StartWithinSeconds, 1, limits.MaxLeaseSeconds, "start_within_seconds");
        faults.ThrowIfAny();
        return new TaskClaim(caller.OrganisationId, asked.Types!, asked.Worker!, Seconds(asked.LeaseSeconds) ?? limits.Lease)
        {
            Start = asked.Start ?? false,
            StartWithin = Seconds(asked.StartWithinSeconds),
        };
    }

    private static bool IsName(string? name) => name is { Length: > 0 and <= LongestName };

    private static TimeSpan? Seconds(int? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
