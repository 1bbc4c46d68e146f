using System.Text.Json.Serialization;
using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Lifecycle.Jobs;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Results;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Conversions;

/// <summary>The outputs of a completed conversion as one ZIP.</summary>
public sealed class GetConversionResult(
    Authentication authentication, ConversionReader conversions, ConversionArchive archive, IOptions<KilnOptions> options)
{
    /// <summary><c>GET /api/conversions/{id}/result?format=usd|mjcf|all</c>.</summary>
    [Function("GetConversionResult")]
    [Operation("Downloads the outputs of a completed conversion as one ZIP", Conditional = true, Refusals = [400, 404])]
    [Parameter("format", typeof(string), "What to pack, all by default", Values = ["usd", "mjcf", "all"])]
    [Reply(StatusCodes.Status200OK, MediaType = "application/zip")]
    [Reply(StatusCodes.Status409Conflict, typeof(NotCompleted), Description = "The conversion is not completed")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/conversions/{id}/result")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        (ResultFormat format, string word) = FormatOf(request.Query["format"]);
        Job job = await conversions.FindAsync(caller, id, cancellationToken);
        if (job.State != JobState.Succeeded)
        {
            string status = ConversionWords.Of(job.State, options.Value.CancelledWord);
            return TypedResults.Json(new NotCompleted("Job not yet completed", status, ErrorCodes.NotCompleted), statusCode: StatusCodes.Status409Conflict);
        }

        IReadOnlyList<ResultEntry> entries = archive.Entries(job, format);
        if (entries.Count == 0)
        {
            string what = format == ResultFormat.Mjcf ? "MJCF package" : "Result";
            throw new ApiException(
                StatusCodes.Status404NotFound, ErrorCodes.NotAvailable, $"{what} is not available for this conversion");
        }

        if (EntityTags.IsFresh(request, $"{job.Id}-{job.Retries}-{word}"))
        {
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        string fileName = $"{ArtifactNames.BaseName(job.Name)}-{word}.zip";
        return TypedResults.Stream(
            async body =>
            {
                // The ZIP writer closes entries with synchronous writes of a few bytes.
                request.HttpContext.Features.Get<IHttpBodyControlFeature>()?.AllowSynchronousIO = true;
                await ResultArchive.WriteAsync(body, entries, cancellationToken);
            },
            "application/zip",
            fileName);
    }

    private static (ResultFormat Format, string Word) FormatOf(string? word) => word switch
    {
        "usd" => (ResultFormat.Usd, "usd"),
        "mjcf" => (ResultFormat.Mjcf, "mjcf"),
        "all" or "" or null => (ResultFormat.All, "all"),
        _ => throw ApiException.BadRequest(ErrorCodes.ValidationError, "Invalid format. Expected one of: usd, mjcf, all"),
    };

    private sealed record NotCompleted(
        [property: JsonPropertyName("error")] string Error,
        [property: JsonPropertyName("status")] string Status,
        [property: JsonPropertyName("code")] string Code);
}
