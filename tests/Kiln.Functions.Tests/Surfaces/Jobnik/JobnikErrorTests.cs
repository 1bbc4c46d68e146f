using Kiln.Functions.Http;
using Kiln.Functions.Surfaces.Jobnik.Errors;

namespace Kiln.Functions.Tests.Surfaces.Jobnik;

public sealed class JobnikErrorTests
{
    [Theory]
    [InlineData(401, ErrorCodes.InvalidApiKey, "Invalid API key", "UNAUTHORIZED", "Invalid API key")]
    [InlineData(403, ErrorCodes.PlanLimit, "The plan allows 5 unfinished jobs", "PLAN_LIMIT", "The plan allows 5 unfinished jobs")]
    [InlineData(429, ErrorCodes.RateLimited, "Too many requests", "RATE_LIMITED", "Too many requests")]
    [InlineData(404, ErrorCodes.NotFound, "Job not found", "UNKNOWN_ERROR", "not found")]
    [InlineData(404, JobnikCodes.JobNotFound, "JOB_NOT_FOUND", "JOB_NOT_FOUND", "JOB_NOT_FOUND")]
    [InlineData(405, JobnikCodes.Unknown, "PUT method not allowed", "UNKNOWN_ERROR", "PUT method not allowed")]
    [InlineData(413, ErrorCodes.FileTooLarge, "The body is too large (max 1MB)", "UNKNOWN_ERROR", "request entity too large")]
    [InlineData(415, ErrorCodes.UnsupportedMediaType, "Unsupported", "UNKNOWN_ERROR", "unsupported media type text/csv")]
    [InlineData(500, ErrorCodes.InternalError, "Internal server error", "UNKNOWN_ERROR", "Internal Server Error")]
    [InlineData(500, JobnikCodes.Database, "Document 'x' was changed by others", "DATABASE_RELATED_ERROR", "Internal Server Error")]
    [InlineData(409, JobnikCodes.TaskUpdateFailed, "TASK_STATUS_UPDATE_FAILED", "TASK_STATUS_UPDATE_FAILED", "TASK_STATUS_UPDATE_FAILED")]
    public void A_refusal_is_told_in_the_words_of_the_surface(int status, string code, string message, string expectedCode, string expectedMessage) =>
        Assert.Equal(new JobnikError(expectedMessage, expectedCode), JobnikError.Of(new ApiException(status, code, message), "text/csv"));
}
