namespace Kiln.LocalHost.DurableTask;

/// <summary>What a retry handler gets to decide on.</summary>
/// <param name="OrchestrationContext">The calling orchestration.</param>
/// <param name="LastAttemptNumber">The attempt that has just failed, counted from 1.</param>
/// <param name="LastFailure">How it failed.</param>
/// <param name="TotalRetryTime">Orchestration time since the first attempt was made.</param>
/// <param name="CancellationToken">Never tripped by this host.</param>
public record RetryContext(
    TaskOrchestrationContext OrchestrationContext,
    int LastAttemptNumber,
    TaskFailureDetails LastFailure,
    TimeSpan TotalRetryTime,
    CancellationToken CancellationToken);
