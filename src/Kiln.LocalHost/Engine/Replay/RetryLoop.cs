using Kiln.LocalHost.DurableTask;

namespace Kiln.LocalHost.Engine.Replay;

/// <summary>Repeats a failed activity or sub-orchestration by a policy or a handler. It runs as part of the orchestrator's code.</summary>
internal static class RetryLoop
{
    /// <summary>Calls until a call succeeds or the rule says stop; then the last failure is thrown.</summary>
    public static Task<T> RunAsync<T>(TaskOrchestrationContext context, TaskRetryOptions retry, Func<Task<T>> call) =>
        retry.Policy is { } policy ? RunAsync(context, policy, call) : RunAsync(context, retry.Handler!, call);

    private static async Task<T> RunAsync<T>(TaskOrchestrationContext context, RetryPolicy policy, Func<Task<T>> call)
    {
        DateTime firstAttempt = context.CurrentUtcDateTime;
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException failed)
                when (!failed.FailureDetails.IsNonRetriable && IsWorthRetrying(context, policy, firstAttempt, failed))
            {
                if (attempt + 1 >= policy.MaxNumberOfAttempts)
                {
                    // Durable Task makes this timer too before the failure surfaces, and histories of both hosts must agree.
                    await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
                    throw;
                }
            }

            await context.CreateTimer(Delay(policy, attempt), CancellationToken.None);
        }
    }

    private static async Task<T> RunAsync<T>(TaskOrchestrationContext context, AsyncRetryHandler handler, Func<Task<T>> call)
    {
        DateTime firstAttempt = context.CurrentUtcDateTime;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException failed) when (!failed.FailureDetails.IsNonRetriable)
            {
                RetryContext facts = new(
                    context, attempt, failed.FailureDetails, context.CurrentUtcDateTime - firstAttempt, CancellationToken.None);
                if (!await handler(facts))
                {
                    throw;
                }
            }
        }
    }

    private static bool IsWorthRetrying(
        TaskOrchestrationContext context, RetryPolicy policy, DateTime firstAttempt, TaskFailedException failed)
    {
        if (policy.RetryTimeout != Timeout.InfiniteTimeSpan && context.CurrentUtcDateTime - firstAttempt >= policy.RetryTimeout)
        {
            return false;
        }

        try
        {
            return policy.HandleFailure(failed.FailureDetails);
        }
#pragma warning disable CA1031 // A filter that throws has not asked for another attempt.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static TimeSpan Delay(RetryPolicy policy, int attempt)
    {
        double ticks = policy.FirstRetryInterval.Ticks * Math.Pow(policy.BackoffCoefficient, attempt);
        TimeSpan longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : policy.MaxRetryInterval;
        return ticks < longest.Ticks ? TimeSpan.FromTicks((long)ticks) : longest;
    }
}
