using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Storage.Idempotency;
using Kiln.Storage.Uploads;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Uploads;

/// <summary>Announces an upload of a large file.</summary>
public sealed class CreateUpload(
    Authentication authentication, UploadStore uploads, IdempotentCreation idempotent, Links links, IOptions<KilnOptions> options)
{
    /// <summary><c>POST /api/uploads</c>: 201 with a presigned URL.</summary>
    [Function("CreateUpload")]
    [Operation("Announces an upload of a large file", Idempotent = true, Refusals = [400, 413, 415, 422])]
    [RequestBody(typeof(UploadAnnouncement))]
    [Reply(StatusCodes.Status201Created, typeof(DataEnvelope<UploadPayload>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/uploads")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        NewUpload announced = await UploadRequest.ReadAsync(request, caller.OrganisationId, options.Value, cancellationToken);
        return await idempotent.RunAsync(request, caller, announced.ToString(), _ => CreateAsync(), cancellationToken);

        async Task<StoredReply> CreateAsync()
        {
            // The store names uploads itself: a repeat after a crash announces another, and the first expires unused.
            var (upload, url) = await uploads.CreateAsync(announced, cancellationToken);
            DataEnvelope<UploadPayload> reply = new(UploadPayload.Of(upload, UploadStatus.Pending, url));
            return StoredReplies.Json(
                StatusCodes.Status201Created,
                new Dictionary<string, string> { ["Location"] = links.To(request, $"/api/uploads/{upload.Id}") },
                reply);
        }
    }
}
