using Kiln.Functions.Access;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Storage.Uploads;

namespace Kiln.Functions.Uploads;

/// <summary>Says where an upload stands.</summary>
public sealed class GetUpload(Authentication authentication, UploadStore uploads)
{
    /// <summary><c>GET /api/uploads/{id}</c>.</summary>
    [Function("GetUpload")]
    [Operation("Says where an upload stands", Refusals = [404])]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<UploadPayload>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/uploads/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        return await uploads.GetAsync(caller.OrganisationId, id, cancellationToken) is var (upload, status)
            ? Json.Data(UploadPayload.Of(upload, status))
            : throw ApiException.NotFound("Upload");
    }
}
