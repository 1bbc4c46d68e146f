namespace Kiln.Cli.Api;

/// <summary>The body of a refusal: <c>error</c> is one sentence, <c>errors</c> names the fields.</summary>
internal sealed record ApiError(string? Error, string? Code, IReadOnlyList<FieldError>? Errors, string? TraceId);

/// <summary>What is wrong with one field of a request.</summary>
internal sealed record FieldError(string Field, string Message);
