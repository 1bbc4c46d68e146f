using Kiln.Functions.Access;
using Kiln.Functions.Conversions.Payload;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;

namespace Kiln.Functions.Conversions;

/// <summary>Takes a model file and makes a conversion of it.</summary>
public sealed class SubmitConversion(Authentication authentication, ConversionSubmission submission)
{
    /// <summary><c>POST /api/conversions</c>: 202 once everything the job needs is stored.</summary>
    [Function("SubmitConversion")]
    [Operation("Submits a model file, or an upload, to be made simulation-ready", Idempotent = true, Refusals = [400, 402, 403, 404, 409, 410, 413, 422])]
    [Parameter("X-Rigyd-Client", typeof(string), "Free text that names the client, kept as parameters.client", Header = true)]
    [RequestBody(typeof(SubmissionForm), MediaType = "multipart/form-data")]
    [RequestBody(typeof(SubmissionDocument))]
    [Reply(StatusCodes.Status202Accepted, typeof(DataEnvelope<ConversionSummary>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/conversions")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        return await submission.SubmitAsync(request, caller, client, cancellationToken);
    }
}
