namespace Kiln.LocalHost.DurableTask;

/// <summary>
/// A declarative retry rule. Attempt k (from 0) that fails is followed, after
/// min(<see cref="FirstRetryInterval"/> × <see cref="BackoffCoefficient"/>^k, <see cref="MaxRetryInterval"/>), by the next one.
/// </summary>
public class RetryPolicy
{
    /// <summary>States the rule.</summary>
    /// <param name="maxNumberOfAttempts">All attempts, the first included; at least 1.</param>
    /// <param name="firstRetryInterval">Time before the second attempt; more than zero.</param>
    /// <param name="backoffCoefficient">Growth of the interval from one attempt to the next; at least 1.</param>
    /// <param name="maxRetryInterval">Longest interval, at least the first one; null means one hour.</param>
    /// <param name="retryTimeout">No new attempt later than this after the first, at least the first interval; null means no limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNumberOfAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        if (!(backoffCoefficient >= 1.0))
        {
            throw new ArgumentOutOfRangeException(nameof(backoffCoefficient), backoffCoefficient, "The coefficient must be at least 1.");
        }

        ThrowUnlessAtLeast(maxRetryInterval, firstRetryInterval, nameof(maxRetryInterval));
        ThrowUnlessAtLeast(retryTimeout, firstRetryInterval, nameof(retryTimeout));
        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
    }

    /// <summary>All attempts, the first included.</summary>
    public int MaxNumberOfAttempts { get; }

    /// <summary>Time before the second attempt.</summary>
    public TimeSpan FirstRetryInterval { get; }

    /// <summary>Growth of the interval from one attempt to the next.</summary>
    public double BackoffCoefficient { get; }

    /// <summary>Longest interval.</summary>
    public TimeSpan MaxRetryInterval { get; }

    /// <summary>No new attempt later than this after the first; <see cref="Timeout.InfiniteTimeSpan"/> means no limit.</summary>
    public TimeSpan RetryTimeout { get; }

    /// <summary>Decides whether a failure is worth another attempt. It runs in the orchestrator, so it must be deterministic.</summary>
    public Func<TaskFailureDetails, bool> HandleFailure { internal get; init; } = static _ => true;

    private static void ThrowUnlessAtLeast(TimeSpan? value, TimeSpan minimum, string parameter)
    {
        if (value is { } given && given != Timeout.InfiniteTimeSpan && given < minimum)
        {
            throw new ArgumentOutOfRangeException(parameter, given, $"The value must be at least the first retry interval, {minimum}.");
        }
    }
}
