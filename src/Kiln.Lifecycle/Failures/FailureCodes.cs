using System.Collections.Frozen;

namespace Kiln.Lifecycle.Failures;

/// <summary>The codes a failure can have. Each is retryable or not, always.</summary>
public static class FailureCodes
{
    /// <summary>The input or a parameter cannot be worked on.</summary>
    public const string ValidationError = "VALIDATION_ERROR";

    /// <summary>An input could not be fetched.</summary>
    public const string InputFetchFailed = "INPUT_FETCH_FAILED";

    /// <summary>The work failed and would fail again.</summary>
    public const string ProcessingFailed = "PROCESSING_FAILED";

    /// <summary>The provider reported an error of its own.</summary>
    public const string ProviderError = "PROVIDER_ERROR";

    /// <summary>The provider did not report back in time.</summary>
    public const string ProviderTimeout = "PROVIDER_TIMEOUT";

    /// <summary>The job's deadline passed.</summary>
    public const string Timeout = "TIMEOUT";

    /// <summary>The executor stopped renewing its lease.</summary>
    public const string LeaseExpired = "LEASE_EXPIRED";

    /// <summary>No provider took the work.</summary>
    public const string DispatchExhausted = "DISPATCH_EXHAUSTED";

    /// <summary>Nobody took the work in time.</summary>
    public const string QueueExpired = "QUEUE_EXPIRED";

    /// <summary>Too few credits.</summary>
    public const string InsufficientCredits = "INSUFFICIENT_CREDITS";

    /// <summary>A limit of the plan.</summary>
    public const string PlanLimit = "PLAN_LIMIT";

    /// <summary>Too many requests.</summary>
    public const string RateLimited = "RATE_LIMITED";

    /// <summary>Ended by request.</summary>
    public const string Cancelled = "CANCELLED";

    /// <summary>A fault of Kiln's own.</summary>
    public const string InternalError = "INTERNAL_ERROR";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ValidationError, InputFetchFailed, ProcessingFailed, ProviderError, ProviderTimeout, Timeout, LeaseExpired, DispatchExhausted,
        QueueExpired, InsufficientCredits, PlanLimit, RateLimited, Cancelled, InternalError,
    ];

    private static readonly FrozenSet<string> RetryableCodes = FrozenSet.Create(
        InputFetchFailed, ProviderError, ProviderTimeout, LeaseExpired, QueueExpired, RateLimited, InternalError);

    /// <summary>Whether it is one of them.</summary>
    public static bool IsKnown(string code) => All.Contains(code);

    /// <summary>Whether another attempt may help; false for a code that is not known.</summary>
    public static bool IsRetryable(string code) => RetryableCodes.Contains(code);
}
