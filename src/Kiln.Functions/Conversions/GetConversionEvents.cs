using Kiln.Functions.Access;
using Kiln.Functions.Events;
using Kiln.Functions.OpenApi;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Conversions;

/// <summary>The log of a conversion.</summary>
public sealed class GetConversionEvents(Authentication authentication, ConversionReader conversions, JobStore jobs)
{
    /// <summary><c>GET /api/conversions/{id}/events?after=N&amp;wait=S</c>, or server-sent events.</summary>
    [Function("GetConversionEvents")]
    [Operation("Reads the log of a conversion: a page, a long poll, or server-sent events", Refusals = [400, 404, 422])]
    [ReadsLog]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/conversions/{id}/events")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        Job job = await conversions.FindAsync(caller, id, cancellationToken);
        return await EventFeed.AnswerAsync(request, new JobLog(jobs, job), cancellationToken);
    }
}
