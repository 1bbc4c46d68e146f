using System.Text.Json.Serialization;

namespace Kiln.Functions.Http;

/// <summary>
/// An RFC 9457 problem document that also holds <c>error</c>, the one member that older clients read. On the conversions surface the
/// numeric <c>status</c> is left out, since there <c>status</c> is a job's word.
/// </summary>
/// <param name="Error">One sentence: what is wrong.</param>
/// <param name="Type">A URN of the code.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Detail">Equal to <paramref name="Error"/>.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Errors">Faults by field.</param>
/// <param name="TraceId">Identifier of the request's trace, for support.</param>
internal sealed record ProblemDocument(
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("detail")] string Detail,
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("errors")] IReadOnlyList<FieldFault> Errors,
    [property: JsonPropertyName("traceId")] string TraceId)
{
    /// <summary>The media type of problem documents.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>The HTTP status, or null on the conversions surface.</summary>
    [JsonPropertyName("status")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Status { get; init; }

    /// <summary>The path that was asked for, or null on the conversions surface.</summary>
    [JsonPropertyName("instance")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Instance { get; init; }

    /// <summary>The words for a status.</summary>
    public static string TitleOf(int status) => status switch
    {
        400 => "Bad request",
        401 => "Unauthorized",
        402 => "Payment required",
        403 => "Forbidden",
        404 => "Not found",
        408 => "Request timeout",
        409 => "Conflict",
        410 => "Gone",
        412 => "Precondition failed",
        413 => "Content too large",
        415 => "Unsupported media type",
        422 => "Unprocessable content",
        429 => "Too many requests",
        502 => "Bad gateway",
        _ => "Internal server error",
    };
}
