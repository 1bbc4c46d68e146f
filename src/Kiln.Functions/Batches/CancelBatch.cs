using Kiln.Functions.Batches.Payload;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Storage.Batches;

namespace Kiln.Functions.Batches;

/// <summary>Cancels a whole batch.</summary>
public sealed class CancelBatch(BatchReader reader, BatchStore batches, TimeProvider clock)
{
    /// <summary>
    /// <c>POST /api/batches/{id}/cancel</c>: 202. Jobs that nobody works on are cancelled, those under way are asked to stop, and those
    /// that are not made yet never will be. Again: the same.
    /// </summary>
    [Function("CancelBatch")]
    [Operation("Cancels every job of a batch that has not ended", Refusals = [404, 409])]
    [Reply(StatusCodes.Status202Accepted, typeof(DataEnvelope<BatchPayload>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/batches/{id}/cancel")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        (_, Batch batch) = await reader.FindAsync(request, id, cancellationToken);
        Batch asked = await batches.UpdateAsync(
            batch.OrganisationId, batch.Id, current => current.RequestCancel(clock.GetUtcNow()), cancellationToken)
            ?? throw ApiException.NotFound("Batch");
        if (!asked.CancelRequested)
        {
            throw ApiException.Conflict($"Cannot cancel a batch that is {BatchWords.Of(asked.State)}");
        }

        await BatchDriver.StartAsync(client, asked, CancellationToken.None);
        return Json.Data(await reader.ShowAsync(asked, cancellationToken), StatusCodes.Status202Accepted);
    }
}
