namespace Kiln.LocalHost.DurableTask;

/// <summary>
/// Decides after a failed attempt whether there is another one. It runs in the orchestrator, so it must be deterministic and may await
/// durable tasks only, such as a timer for the delay it wants.
/// </summary>
/// <param name="retryContext">What failed, and how often.</param>
/// <returns>True to try again.</returns>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
