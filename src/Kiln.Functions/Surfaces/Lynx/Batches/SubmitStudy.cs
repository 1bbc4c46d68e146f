using System.Text.Json;
using Kiln.Functions.Access;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Lynx.Access;
using Kiln.Functions.Surfaces.Lynx.Studies;
using Kiln.Storage.Batches;
using Kiln.Storage.Idempotency;

namespace Kiln.Functions.Surfaces.Lynx.Batches;

/// <summary>Accepts studies.</summary>
public sealed class SubmitStudy(LynxAccess access, StudySubmission submission, IdempotentCreation idempotent, Links links)
{
    /// <summary><c>POST /jobs</c>: 201 once the batch and its seed are durable; its jobs are written in the background.</summary>
    [Function("LynxSubmitStudy")]
    [Operation("Accepts a study: a batch of jobs, each with parameters of its own", Idempotent = true, Refusals = [400, 402, 413])]
    [RequestBody(typeof(StudyBody))]
    [Reply(StatusCodes.Status201Created, typeof(AcceptedStudy))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "lynx/jobs")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Caller caller = await access.RequireUserAsync(request, cancellationToken);
        await submission.RequireRoomAsync(request, caller, 1, cancellationToken);
        JsonElement body = await RequestBody.ReadObjectAsync(request, cancellationToken);
        StudyRequest study = submission.Read(body);
        await submission.RequireRoomAsync(request, caller, study.Study.Runs, cancellationToken);
        return await idempotent.RunAsync(request, caller, CanonicalJson.Write(body), CreateAsync, cancellationToken);

        async Task<StoredReply> CreateAsync(string id)
        {
            Batch batch = await submission.AcceptAsync(client, caller, id, study, cancellationToken);
            AcceptedStudy reply = new(batch.Id, batch.Total, null);
            return LynxJson.Keep(reply, StatusCodes.Status201Created, links.To(request, $"/lynx/batches/{batch.Id}"));
        }
    }
}
