using Kiln.Storage.Idempotency;

namespace Kiln.Functions.Http;

/// <summary>Writes a reply that is, or was, kept under an idempotency key.</summary>
internal sealed class StoredReplyResult(StoredReply reply, bool replayed) : IResult
{
    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = reply.StatusCode;
        response.ContentType = reply.ContentType;
        foreach ((string name, string value) in reply.Headers)
        {
            response.Headers[name] = value;
        }

        if (replayed)
        {
            response.Headers["Idempotency-Replayed"] = "true";
        }

        return response.WriteAsync(reply.Body, httpContext.RequestAborted);
    }
}
