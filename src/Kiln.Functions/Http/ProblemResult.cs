using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Kiln.Functions.Http;

/// <summary>
/// A refusal as an RFC 9457 problem document that also holds <c>error</c>, the one member that older clients read. On the
/// conversions surface the numeric <c>status</c> is left out, since there <c>status</c> is a job's word.
/// </summary>
internal sealed class ProblemResult(ApiException problem) : IResult
{
    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        if (response.HasStarted)
        {
            httpContext.Abort();
            return;
        }

        JsonObject body = new()
        {
            ["error"] = problem.Message,
            ["type"] = $"urn:kiln:problem:{problem.Code.ToLowerInvariant()}",
            ["title"] = TitleOf(problem.Status),
            ["detail"] = problem.Message,
            ["code"] = problem.Code,
            ["errors"] = new JsonArray([.. problem.Errors.Select(fault =>
                (JsonNode)new JsonObject { ["field"] = fault.Field, ["message"] = fault.Message })]),
            ["traceId"] = Activity.Current?.TraceId.ToHexString() ?? httpContext.TraceIdentifier,
        };
        if (HasNumericStatus(httpContext.Request.Path))
        {
            body["status"] = problem.Status;
            body["instance"] = httpContext.Request.Path.Value;
        }

        response.StatusCode = problem.Status;
        response.Headers["x-ms-error-code"] = problem.Code;
        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (problem.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        await response.WriteAsJsonAsync(body, options: null, "application/problem+json", httpContext.RequestAborted);
    }

    private static bool HasNumericStatus(PathString path) =>
        !path.StartsWithSegments("/api/conversions", StringComparison.OrdinalIgnoreCase)
        && !path.StartsWithSegments("/api/compositions", StringComparison.OrdinalIgnoreCase);

    private static string TitleOf(int status) => status switch
    {
        400 => "Bad request",
        401 => "Unauthorized",
        402 => "Payment required",
        403 => "Forbidden",
        404 => "Not found",
        409 => "Conflict",
        410 => "Gone",
        413 => "Content too large",
        415 => "Unsupported media type",
        422 => "Unprocessable content",
        429 => "Too many requests",
        502 => "Bad gateway",
        _ => "Internal server error",
    };
}
