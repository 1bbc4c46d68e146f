using System.Globalization;
using Kiln.Functions.Http;

namespace Kiln.Functions.Surfaces.Jobnik.Errors;

/// <summary>Writes a refusal as a <see cref="JobnikError"/>.</summary>
internal sealed class JobnikErrorResult(ApiException problem) : IResult
{
    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        if (response.HasStarted)
        {
            httpContext.Abort();
            return Task.CompletedTask;
        }

        response.StatusCode = problem.Status;
        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (problem.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        JobnikError error = JobnikError.Of(problem, httpContext.Request.ContentType);
        return response.WriteAsJsonAsync(error, JobnikJson.Options, JobnikJson.MediaType, httpContext.RequestAborted);
    }
}
