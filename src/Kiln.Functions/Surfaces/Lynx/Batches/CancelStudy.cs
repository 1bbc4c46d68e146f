using Kiln.Functions.Batches;
using Kiln.Functions.OpenApi;
using Kiln.Storage.Batches;

namespace Kiln.Functions.Surfaces.Lynx.Batches;

/// <summary>Cancels a batch.</summary>
public sealed class CancelStudy(StudyBatches reader, BatchStore batches, StudyProjection projection, TimeProvider clock)
{
    /// <summary>
    /// <c>POST /batches/{id}/cancel</c>: 202. Waiting and claimed jobs are cancelled, running ones are asked to stop, those that are not
    /// made yet never will be. Again: the same; 409 when the batch has ended.
    /// </summary>
    [Function("LynxCancelBatch")]
    [Operation("Cancels every job of a batch that has not ended", Refusals = [404, 409])]
    [Reply(StatusCodes.Status202Accepted, typeof(StudyStatus))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "lynx/batches/{id}/cancel")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Batch batch = await reader.FindAsync(request, id, cancellationToken);
        Batch asked = await batches.UpdateAsync(
            batch.OrganisationId, batch.Id, current => current.RequestCancel(clock.GetUtcNow()), cancellationToken)
            ?? throw LynxErrors.BatchNotFound();
        if (!asked.CancelRequested || asked.CompletedAt is not null)
        {
            throw LynxErrors.Conflict($"Batch is already {asked.State}");
        }

        await BatchDriver.StartAsync(client, asked, CancellationToken.None);
        return LynxJson.Reply(await projection.ShowAsync(asked, CancellationToken.None), StatusCodes.Status202Accepted);
    }
}
