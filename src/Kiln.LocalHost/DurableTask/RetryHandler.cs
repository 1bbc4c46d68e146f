namespace Kiln.LocalHost.DurableTask;

/// <summary>Decides after a failed attempt whether there is another one. It runs in the orchestrator, so it must be deterministic.</summary>
/// <param name="retryContext">What failed, and how often.</param>
/// <returns>True to try again at once.</returns>
public delegate bool RetryHandler(RetryContext retryContext);
