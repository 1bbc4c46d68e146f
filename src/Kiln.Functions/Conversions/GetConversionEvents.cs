using Kiln.Functions.Access;
using Kiln.Functions.Jobs;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Conversions;

/// <summary>The log of a conversion.</summary>
public sealed class GetConversionEvents(Authentication authentication, ConversionReader conversions, JobEventFeed feed)
{
    /// <summary><c>GET /api/conversions/{id}/events?after=N&amp;wait=S</c>, or server-sent events.</summary>
    [Function("GetConversionEvents")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/conversions/{id}/events")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        Job job = await conversions.FindAsync(caller, id, cancellationToken);
        return await feed.AnswerAsync(request, job, cancellationToken);
    }
}
