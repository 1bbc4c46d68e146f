namespace Kiln.Functions.Http;

/// <summary>The stable codes of refused requests.</summary>
internal static class ErrorCodes
{
    public const string AuthenticationRequired = "AUTHENTICATION_REQUIRED";
    public const string InvalidApiKey = "INVALID_API_KEY";
    public const string InsufficientCredits = "INSUFFICIENT_CREDITS";
    public const string Forbidden = "FORBIDDEN";
    public const string PlanLimit = "PLAN_LIMIT";
    public const string RateLimited = "RATE_LIMITED";
    public const string NotFound = "NOT_FOUND";
    public const string NotAvailable = "NOT_AVAILABLE";
    public const string NotCompleted = "NOT_COMPLETED";
    public const string Conflict = "CONFLICT";
    public const string LeaseLost = "LEASE_LOST";
    public const string PreconditionFailed = "PRECONDITION_FAILED";
    public const string Gone = "GONE";
    public const string FileTooLarge = "FILE_TOO_LARGE";
    public const string UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE";
    public const string ValidationError = "VALIDATION_ERROR";
    public const string InvalidFile = "INVALID_FILE";
    public const string InvalidFilename = "INVALID_FILENAME";
    public const string IdempotencyInFlight = "IDEMPOTENCY_IN_FLIGHT";
    public const string IdempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED";
    public const string StorageFull = "STORAGE_FULL";
    public const string ServiceUnavailable = "SERVICE_UNAVAILABLE";
    public const string InternalError = "INTERNAL_ERROR";
}
