using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Storage.Batches;
using Microsoft.AspNetCore.Http.Features;

namespace Kiln.Functions.Batches;

/// <summary>Everything that the jobs of an ended batch made, as one ZIP.</summary>
public sealed class GetBatchResult(BatchReader reader, BatchArchive archive)
{
    /// <summary><c>GET /api/batches/{id}/result</c>: a folder for each job, named by its index.</summary>
    [Function("GetBatchResult")]
    [Operation("Downloads what the jobs of an ended batch made as one ZIP", Refusals = [404, 409])]
    [Reply(StatusCodes.Status200OK, MediaType = "application/zip")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/batches/{id}/result")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        (_, Batch batch) = await reader.FindAsync(request, id, cancellationToken);
        if (batch.CompletedAt is null)
        {
            throw new ApiException(
                StatusCodes.Status409Conflict, ErrorCodes.NotCompleted, $"The batch is {BatchWords.Of(batch.State)}: not all of its jobs have ended");
        }

        return TypedResults.Stream(
            async body =>
            {
                // The ZIP writer closes entries with synchronous writes of a few bytes.
                request.HttpContext.Features.Get<IHttpBodyControlFeature>()?.AllowSynchronousIO = true;
                await archive.WriteAsync(body, batch, cancellationToken);
            },
            "application/zip",
            $"batch-{batch.Id}.zip");
    }
}
