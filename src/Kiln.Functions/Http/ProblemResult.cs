using System.Diagnostics;
using System.Globalization;

namespace Kiln.Functions.Http;

/// <summary>Writes a refusal as a <see cref="ProblemDocument"/>.</summary>
internal sealed class ProblemResult(ApiException problem) : IResult
{
    /// <summary>Where <c>status</c> is a job's word, so that the numeric one is left out.</summary>
    private static readonly PathString[] WithoutStatus =
        ["/api/conversions", "/api/compositions", "/api/uploads", "/api/me"];

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        if (response.HasStarted)
        {
            httpContext.Abort();
            return;
        }

        PathString path = httpContext.Request.Path;
        bool numeric = !Array.Exists(WithoutStatus, surface => path.StartsWithSegments(surface, StringComparison.OrdinalIgnoreCase));
        ProblemDocument body = new(
            problem.Message,
            $"urn:kiln:problem:{problem.Code.ToLowerInvariant()}",
            ProblemDocument.TitleOf(problem.Status),
            problem.Message,
            problem.Code,
            problem.Errors,
            Activity.Current?.TraceId.ToHexString() ?? httpContext.TraceIdentifier)
        {
            Status = numeric ? problem.Status : null,
            Instance = numeric ? path.Value : null,
        };

        response.StatusCode = problem.Status;
        response.Headers["x-ms-error-code"] = problem.Code;
        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (problem.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        await response.WriteAsJsonAsync(body, Json.Options, ProblemDocument.MediaType, httpContext.RequestAborted);
    }
}
