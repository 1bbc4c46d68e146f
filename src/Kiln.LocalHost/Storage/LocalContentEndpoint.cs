using System.Globalization;
using Kiln.LocalHost.Http;
using Kiln.Storage.Content;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Kiln.LocalHost.Storage;

/// <summary>
/// Serves the presigned URLs of local content, streaming both ways: <c>PUT</c> takes an upload once, <c>GET</c> and <c>HEAD</c> give a
/// download with ranges and conditions.
/// </summary>
internal sealed class LocalContentEndpoint(ContentDirectory directory, LocalUrlSigner signer, TimeProvider time) : ILocalEndpoint
{
    private const string Pattern = $"/{LocalUrl.Root}/{{area}}/{{**name}}";

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods(Pattern, ["GET", "HEAD"], DownloadAsync);
        endpoints.MapMethods(Pattern, ["PUT"], UploadAsync);
    }

    private Task DownloadAsync(HttpContext context)
    {
        if (Authorize(context, "GET") is not { } permission)
        {
            return Forbid(context);
        }

        if (directory.Open(permission.Content) is not { } opened)
        {
            return Problem(context, StatusCodes.Status404NotFound, "NOT_FOUND", "There is no such content.");
        }

        // The content is the client's: it is saved, never shown as a page of this origin.
        context.Response.Headers.ContentDisposition = ContentDisposition.Attachment(permission.FileName ?? "content");
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Stream(
            new ContentFileStream(opened.File, opened.Properties.Length),
            opened.Properties.ContentType,
            lastModified: opened.Properties.LastModified,
            entityTag: new EntityTagHeaderValue($"\"{opened.Properties.ETag}\""),
            enableRangeProcessing: true).ExecuteAsync(context);
    }

    private async Task UploadAsync(HttpContext context)
    {
        if (Authorize(context, "PUT") is not { } permission)
        {
            await Forbid(context);
            return;
        }

        HttpRequest request = context.Request;
        if (!string.Equals(request.ContentType, permission.ContentType, StringComparison.OrdinalIgnoreCase))
        {
            await Problem(
                context, StatusCodes.Status400BadRequest, "INVALID_HEADER", $"Send the header Content-Type: {permission.ContentType}.");
            return;
        }

        long limit = permission.MaximumLength ?? long.MaxValue;
        if (request.ContentLength > limit)
        {
            await TooLarge(context, limit);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        try
        {
            ContentProperties? written = await directory.WriteAsync(
                permission.Content, new LimitedStream(request.Body, limit), permission.ContentType!, replace: false, context.RequestAborted);
            if (written is null)
            {
                await Problem(context, StatusCodes.Status409Conflict, "CONFLICT", "This URL was used: it takes one upload.");
                return;
            }

            context.Response.Headers.ETag = $"\"{written.ETag}\"";
            context.Response.StatusCode = StatusCodes.Status201Created;
        }
        catch (LengthExceededException)
        {
            await TooLarge(context, limit);
        }
    }

    // Rebuilds the permission from the request and checks the signature over it, so that nothing unsigned has an effect.
    private LocalUrl? Authorize(HttpContext context, string method)
    {
        IQueryCollection query = context.Request.Query;
        if (LocalUrl.FindArea((string?)context.GetRouteValue("area")) is not { } area
            || context.GetRouteValue("name") is not string name
            || !long.TryParse(query[LocalUrl.ExpiresName], NumberStyles.None, CultureInfo.InvariantCulture, out long expiresAt))
        {
            return null;
        }

        long? limit = long.TryParse(query[LocalUrl.LimitName], NumberStyles.None, CultureInfo.InvariantCulture, out long given) ? given : null;
        LocalUrl permission = new(
            method, new ContentName(area, name), expiresAt, query[LocalUrl.TypeName], limit, query[LocalUrl.FileNameName]);
        bool alive = time.GetUtcNow().ToUnixTimeSeconds() < expiresAt;
        return signer.IsSigned(permission, query[LocalUrl.SignatureName]) && alive ? permission : null;
    }

    private static Task Forbid(HttpContext context) =>
        Problem(context, StatusCodes.Status403Forbidden, "FORBIDDEN", "This URL has expired, was changed, or is not for this method.");

    private static Task TooLarge(HttpContext context, long limit) => Problem(
        context,
        StatusCodes.Status413PayloadTooLarge,
        "FILE_TOO_LARGE",
        string.Create(CultureInfo.InvariantCulture, $"The upload is larger than the {limit} bytes that were announced."));

    private static Task Problem(HttpContext context, int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code, ["error"] = detail })
            .ExecuteAsync(context);
}
