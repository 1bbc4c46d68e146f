namespace Kiln.Client.Http;

/// <summary>The body of a refusal: <c>error</c> is one sentence, <c>errors</c> names the fields.</summary>
internal sealed record ApiError(string? Error, string? Code, IReadOnlyList<FieldError>? Errors, string? TraceId);
