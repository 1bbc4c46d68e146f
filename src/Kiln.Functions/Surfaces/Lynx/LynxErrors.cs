using Kiln.Functions.Http;

namespace Kiln.Functions.Surfaces.Lynx;

/// <summary>The refusals of this surface.</summary>
internal static class LynxErrors
{
    public const string ValidationError = "VALIDATION_ERROR";

    /// <summary>One member of the body, or of the query, is wrong.</summary>
    public static ApiException Invalid(string path, string message) => ApiException.Unprocessable([new FieldFault(path, message)]);

    public static ApiException BatchNotFound() => NotFound("BATCH_NOT_FOUND", "Batch not found");

    public static ApiException JobNotFound() => NotFound("JOB_NOT_FOUND", "Job not found");

    public static ApiException RunnerNotFound() => NotFound("RUNNER_NOT_FOUND", "Runner not found");

    public static ApiException OutputNotFound() => NotFound("OUTPUT_NOT_FOUND", "The job has no output of this name");

    public static ApiException ResultNotAvailable() => NotFound("RESULT_NOT_AVAILABLE", "A cancelled job has no result");

    public static ApiException ResultNotReady(string status) => Conflict("RESULT_NOT_READY", $"The job is {status}");

    public static ApiException LeaseLost() =>
        Conflict("LEASE_LOST", "The attempt was superseded or ended: stop this run and drop its files");

    public static ApiException SequenceGap(long next) => new SequenceGapException(next);

    public static ApiException OutputMissing(IReadOnlyList<string> names) => new(
        StatusCodes.Status400BadRequest, "OUTPUT_MISSING", $"Not uploaded: {string.Join(", ", names.Take(10))}")
    {
        Errors = [.. names.Select(name => new FieldFault("output_files", $"'{name}' has not been uploaded"))],
    };

    public static ApiException PayloadTooLarge(string message) => new(StatusCodes.Status413PayloadTooLarge, "PAYLOAD_TOO_LARGE", message);

    public static ApiException Forbidden(string message) => new(StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, message);

    public static ApiException Unauthorized(string message) => new(StatusCodes.Status401Unauthorized, "UNAUTHORIZED", message);

    public static ApiException Conflict(string message) => Conflict(ErrorCodes.Conflict, message);

    private static ApiException Conflict(string code, string message) => new(StatusCodes.Status409Conflict, code, message);

    private static ApiException NotFound(string code, string message) => new(StatusCodes.Status404NotFound, code, message);
}
