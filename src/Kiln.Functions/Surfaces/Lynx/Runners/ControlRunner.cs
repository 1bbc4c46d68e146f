using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Storage.Runners;
using Kiln.Storage.Work.Runs;

namespace Kiln.Functions.Surfaces.Lynx.Runners;

/// <summary>Takes a runner out of work and back, and removes it.</summary>
public sealed class ControlRunner(RunnerStore runners, RunnerLeases leases, RunnerReader reader, RunQueue queue)
{
    /// <summary><c>POST /runners/{id}/drain</c>: no more claims; what it has goes on.</summary>
    [Function("LynxDrainRunner")]
    [Operation("Lets a runner finish what it has and take no more", Refusals = [404])]
    [Reply(StatusCodes.Status200OK, typeof(RunnerPayload))]
    public Task<IResult> Drain(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "lynx/runners/{id}/drain")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) => SetAsync(request, id, drained: true, cancellationToken);

    /// <summary><c>POST /runners/{id}/resume</c>: ends a drain.</summary>
    [Function("LynxResumeRunner")]
    [Operation("Lets a drained runner take work again", Refusals = [404])]
    [Reply(StatusCodes.Status200OK, typeof(RunnerPayload))]
    public Task<IResult> Resume(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "lynx/runners/{id}/resume")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) => SetAsync(request, id, drained: false, cancellationToken);

    /// <summary><c>DELETE /runners/{id}?force=true</c>: without force only a runner that holds no job; with it its leases end.</summary>
    [Function("LynxDeleteRunner")]
    [Operation("Removes a runner", Refusals = [404, 409])]
    [Parameter("force", typeof(bool), "Remove it though it holds jobs; they are tried elsewhere")]
    [Reply(StatusCodes.Status204NoContent)]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "lynx/runners/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        Runner runner = await reader.FindAsync(request, id, cancellationToken);
        bool force = string.Equals(new QueryReader(request).Text("force"), "true", StringComparison.OrdinalIgnoreCase);
        Runner? removed = null;
        await leases.ReviewAsync(runner.OrganisationId, id, cancellationToken);
        bool gone = await runners.RemoveAsync(runner.OrganisationId, id, stored => (removed = stored).Holds.IsEmpty || force);
        if (!gone && removed is not null)
        {
            throw LynxErrors.Conflict("The runner holds jobs; drain it first, or remove it with force=true");
        }

        if (removed is not null)
        {
            await leases.EndAsync(removed);
        }

        return TypedResults.NoContent();
    }

    private async Task<IResult> SetAsync(HttpRequest request, string id, bool drained, CancellationToken cancellationToken)
    {
        Runner runner = await reader.FindAsync(request, id, cancellationToken);
        Runner changed = await runners.UpdateAsync(
            runner.OrganisationId, id, stored => stored.Drained == drained ? stored : stored with { Drained = drained })
            ?? throw LynxErrors.RunnerNotFound();

        // A claim that is held open looks again.
        queue.Wake(runner.OrganisationId, runner.Id);
        return LynxJson.Reply(await reader.ShowAsync(changed, cancellationToken));
    }
}
