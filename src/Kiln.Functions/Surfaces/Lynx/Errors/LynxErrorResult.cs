using System.Globalization;
using Kiln.Functions.Http;

namespace Kiln.Functions.Surfaces.Lynx.Errors;

/// <summary>Writes a refusal as a <see cref="LynxErrorBody"/>; what is refused before or below the surface is put in its words.</summary>
internal sealed class LynxErrorResult(ApiException problem) : IResult
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

        (int status, string code) = WordsOf(problem);
        response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (problem.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        LynxError error = new(code, problem.Message)
        {
            Details = problem.Errors.Count == 0 ? null : [.. problem.Errors.Select(fault => new LynxFault(fault.Field, AfterPath(fault.Message)))],
            NextSequence = (problem as SequenceGapException)?.NextSequence,
        };
        return response.WriteAsJsonAsync(new LynxErrorBody(error), Json.Options, "application/json", httpContext.RequestAborted);
    }

    /// <summary>Path and message read as one sentence.</summary>
    private static string AfterPath(string message) => char.ToLowerInvariant(message[0]) + message[1..];

    private static (int Status, string Code) WordsOf(ApiException problem) => problem switch
    {
        { Status: StatusCodes.Status401Unauthorized } => (problem.Status, "UNAUTHORIZED"),
        { Status: StatusCodes.Status413PayloadTooLarge } => (problem.Status, "PAYLOAD_TOO_LARGE"),
        { Status: StatusCodes.Status422UnprocessableEntity, Code: ErrorCodes.ValidationError }
            or { Status: StatusCodes.Status415UnsupportedMediaType or StatusCodes.Status408RequestTimeout } =>
            (StatusCodes.Status400BadRequest, LynxErrors.ValidationError),
        _ => (problem.Status, problem.Code),
    };
}
