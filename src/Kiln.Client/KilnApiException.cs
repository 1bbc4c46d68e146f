using System.Net;
using System.Text;
using Kiln.Client.Http;

namespace Kiln.Client;

/// <summary>The service answered with an error status.</summary>
public sealed class KilnApiException : Exception
{
    internal KilnApiException(HttpStatusCode status, ApiError error, TimeSpan? retryAfter)
        : base(Describe(status, error))
    {
        Status = status;
        Code = error.Code;
        Errors = error.Errors ?? [];
        RetryAfter = retryAfter;
    }

    /// <summary>HTTP status of the reply.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>Stable code of the refusal, such as <c>NOT_FOUND</c>; null when the reply carries none.</summary>
    public string? Code { get; }

    /// <summary>What is wrong field by field; empty when the reply names none.</summary>
    public IReadOnlyList<FieldError> Errors { get; }

    /// <summary>The reply's own wish for the next try.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>True when the request itself is at fault, so that sending it again is useless.</summary>
    public bool IsRefusal => (int)Status is >= 400 and < 500;

    /// <summary>True when the service, or something in front of it, asks for patience.</summary>
    public bool IsTransient => Status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
        or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
        || Code == "IDEMPOTENCY_IN_FLIGHT";

    private static string Describe(HttpStatusCode status, ApiError error)
    {
        var text = new StringBuilder(error.Error ?? $"The service answered HTTP {(int)status} without saying why");
        foreach (var field in error.Errors ?? [])
        {
            // A single field's message is often the sentence itself; saying it twice helps nobody.
            if (field.Message != error.Error)
            {
                text.Append('\n').Append("  ").Append(field.Field).Append(": ").Append(field.Message);
            }
        }

        if ((int)status >= 500 && error.TraceId is not null)
        {
            text.Append(" (trace ").Append(error.TraceId).Append(')');
        }

        return text.ToString();
    }
}
