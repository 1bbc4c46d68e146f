using System.Text.Json.Serialization;
using Kiln.Functions.Http;

namespace Kiln.Functions.Surfaces.Jobnik.Errors;

/// <summary>The body of every refusal of the surface.</summary>
/// <param name="Message">What is wrong; for some codes the code itself.</param>
/// <param name="Code">Stable code.</param>
internal sealed record JobnikError(
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("code")] string Code)
{
    /// <summary>
    /// The error of a refusal. What the surface refuses itself has its words already; what is refused before or below it is translated.
    /// </summary>
    public static JobnikError Of(ApiException problem, string? contentType) => problem switch
    {
        { Status: StatusCodes.Status401Unauthorized } => new(problem.Message, JobnikCodes.Unauthorized),
        { Status: StatusCodes.Status404NotFound, Code: ErrorCodes.NotFound } => new("not found", JobnikCodes.Unknown),
        { Status: StatusCodes.Status413PayloadTooLarge } => new("request entity too large", JobnikCodes.Unknown),
        { Status: StatusCodes.Status415UnsupportedMediaType } => new($"unsupported media type {contentType}", JobnikCodes.Unknown),
        { Status: >= 500, Code: JobnikCodes.Database } => new(InternalServerError, JobnikCodes.Database),
        { Status: >= 500 } => new(InternalServerError, JobnikCodes.Unknown),
        _ => new(problem.Message, problem.Code),
    };

    private const string InternalServerError = "Internal Server Error";
}
