using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Conversions.Payload;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Lifecycle.Jobs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Conversions;

/// <summary>Reads one conversion.</summary>
public sealed class GetConversion(
    Authentication authentication, ConversionReader conversions, ConversionReplies replies, IOptions<KilnOptions> options)
{
    /// <summary><c>GET /api/conversions/{id}</c>: the full payload, with an ETag.</summary>
    [Function("GetConversion")]
    [Operation("Reads one conversion", Conditional = true, Refusals = [404])]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<ConversionDetail>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/conversions/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        Job job = await conversions.FindAsync(caller, id, cancellationToken);
        if (job.State.IsActive())
        {
            request.HttpContext.Response.Headers.RetryAfter = Text(options.Value.RetryAfterSeconds);
        }

        return EntityTags.IsFresh(request, EntityTags.Of(job))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : await replies.DetailAsync(request, job, cancellationToken);
    }

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
