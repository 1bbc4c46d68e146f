using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Storage.Batches;

namespace Kiln.Functions.Batches;

/// <summary>Removes a batch that has ended, with all its jobs and their content.</summary>
public sealed class DeleteBatch(BatchReader reader, BatchStore batches, TimeProvider clock)
{
    /// <summary><c>DELETE /api/batches/{id}</c>: the batch is gone with the reply; its jobs follow in the background.</summary>
    [Function("DeleteBatch")]
    [Operation("Removes a batch that has ended, with all its jobs", Refusals = [404, 409])]
    [Reply(StatusCodes.Status204NoContent)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/batches/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        (_, Batch batch) = await reader.FindAsync(request, id, cancellationToken);
        Batch deleting = await batches.UpdateAsync(
            batch.OrganisationId, batch.Id, current => current.Delete(clock.GetUtcNow()), cancellationToken)
            ?? throw ApiException.NotFound("Batch");
        if (!deleting.Deleting)
        {
            throw ApiException.Conflict($"Cannot delete a batch that is {BatchWords.Of(deleting.State)}");
        }

        await BatchDriver.StartAsync(client, deleting, CancellationToken.None);
        return TypedResults.NoContent();
    }
}
