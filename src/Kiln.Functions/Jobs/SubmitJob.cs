using Kiln.Functions.Access;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs.Payload;
using Kiln.Functions.Jobs.Types;
using Kiln.Functions.OpenApi;

namespace Kiln.Functions.Jobs;

/// <summary>Makes a job of any type.</summary>
public sealed class SubmitJob(Authentication authentication, JobSubmission submission)
{
    /// <summary><c>POST /api/jobs</c>: 202 once everything the job needs is stored.</summary>
    [Function("SubmitJob")]
    [Operation("Submits a job of any type", Idempotent = true, Refusals = [400, 402, 403, 404, 409, 410, 413, 415, 422])]
    [RequestBody(typeof(JobSubmissionDocument))]
    [Reply(StatusCodes.Status202Accepted, typeof(DataEnvelope<JobPayload>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        return await submission.SubmitAsync(request, caller, client, cancellationToken);
    }
}
