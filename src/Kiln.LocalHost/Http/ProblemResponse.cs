using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Kiln.LocalHost.Http;

/// <summary>Answers with a problem document (RFC 9457) of the host's own, as against those the app writes.</summary>
internal static class ProblemResponse
{
    /// <summary>The id under which this request is found in the log.</summary>
    public static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    /// <summary>Writes the document.</summary>
    /// <param name="context">The exchange, whose response has not started.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="detail">What is wrong and what would be right; null where that is not for the caller.</param>
    public static Task WriteAsync(HttpContext context, int status, string? detail)
    {
        Dictionary<string, object?> extensions = new(StringComparer.Ordinal) { ["traceId"] = TraceId(context) };
        return Results.Problem(detail, statusCode: status, title: ReasonPhrases.GetReasonPhrase(status), extensions: extensions)
            .ExecuteAsync(context);
    }
}
