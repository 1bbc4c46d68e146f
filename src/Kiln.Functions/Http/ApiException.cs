namespace Kiln.Functions.Http;

/// <summary>Ends a request with a refusal. Caught in one place and written in the error shape of the surface.</summary>
internal class ApiException(int status, string code, string message) : Exception(message)
{
    /// <summary>HTTP status, 4xx or 5xx.</summary>
    public int Status { get; } = status;

    /// <summary>Stable code.</summary>
    public string Code { get; } = code;

    /// <summary>Faults by field.</summary>
    public IReadOnlyList<FieldFault> Errors { get; init; } = [];

    /// <summary>Seconds to wait before asking again, or null.</summary>
    public int? RetryAfterSeconds { get; init; }

    public static ApiException NotFound(string what) => new(StatusCodes.Status404NotFound, ErrorCodes.NotFound, $"{what} not found");

    public static ApiException Conflict(string message) => new(StatusCodes.Status409Conflict, ErrorCodes.Conflict, message);

    public static ApiException BadRequest(string code, string message) => new(StatusCodes.Status400BadRequest, code, message);

    public static ApiException Unprocessable(IReadOnlyList<FieldFault> faults) =>
        new(StatusCodes.Status422UnprocessableEntity, ErrorCodes.ValidationError, Sentence(faults)) { Errors = faults };

    public static ApiException Unprocessable(string message) =>
        new(StatusCodes.Status422UnprocessableEntity, ErrorCodes.ValidationError, message);

    private static string Sentence(IReadOnlyList<FieldFault> faults) => string.Join("; ", faults.Select(fault =>
        fault.Message.StartsWith("Unknown", StringComparison.Ordinal) ? fault.Message : $"{fault.Field}: {fault.Message}"));
}
