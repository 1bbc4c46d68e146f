using System.Text.Json.Serialization;
using Kiln.Functions.Access;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Lynx.Access;
using Kiln.Storage.Runners;

namespace Kiln.Functions.Surfaces.Lynx.Runners;

/// <summary>Shows runners.</summary>
public sealed class GetRunners(LynxAccess access, RunnerStore runners, RunnerReader reader)
{
    /// <summary><c>GET /runners</c>, the newest first.</summary>
    [Function("LynxListRunners")]
    [Operation("Lists runners, the newest first", Refusals = [400])]
    [Parameter("limit", typeof(int), "Items of a page, 100 by default", Minimum = 1, Maximum = 1000)]
    [Parameter("cursor", typeof(string), "The next_cursor of the page before")]
    [Reply(StatusCodes.Status200OK, typeof(RunnerPage))]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "lynx/runners")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        Caller caller = await access.RequireUserAsync(request, cancellationToken);
        QueryReader query = new(request);
        int limit = LynxJson.Limit(query);
        try
        {
            (IReadOnlyList<Runner> page, string? next) =
                await runners.ListAsync(caller.OrganisationId, limit, query.Text("cursor"), cancellationToken);
            return LynxJson.Reply(new RunnerPage(
                await Task.WhenAll(page.Select(runner => reader.ShowAsync(runner, cancellationToken))), next));
        }
        catch (ArgumentException)
        {
            throw LynxJson.BadCursor();
        }
    }

    /// <summary><c>GET /runners/{id}</c>.</summary>
    [Function("LynxGetRunner")]
    [Operation("Reads a runner", Refusals = [404])]
    [Reply(StatusCodes.Status200OK, typeof(RunnerPayload))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "lynx/runners/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        LynxJson.Reply(await reader.ShowAsync(await reader.FindAsync(request, id, cancellationToken), cancellationToken));
}

/// <summary>A page of runners.</summary>
/// <param name="Runners">The runners.</param>
/// <param name="NextCursor">Where the next page begins; null on the last one.</param>
internal sealed record RunnerPage(
    IReadOnlyList<RunnerPayload> Runners, [property: JsonPropertyName("next_cursor")] string? NextCursor);
