using Kiln.Functions.Access;
using Kiln.Functions.Batches.Payload;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;

namespace Kiln.Functions.Batches;

/// <summary>Makes many jobs at once.</summary>
public sealed class SubmitBatch(Authentication authentication, BatchSubmission submission)
{
    /// <summary><c>POST /api/batches</c>: 202 once everything the batch needs is stored.</summary>
    [Function("SubmitBatch")]
    [Operation("Submits many jobs of one type at once", Idempotent = true, Refusals = [400, 402, 403, 409, 413, 415, 422])]
    [RequestBody(typeof(BatchSubmissionDocument))]
    [Reply(StatusCodes.Status202Accepted, typeof(DataEnvelope<BatchPayload>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/batches")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        return await submission.SubmitAsync(request, caller, client, cancellationToken);
    }
}
