namespace Kiln.Storage.Work.Runs;

/// <summary>What a look at the queue of runs brought.</summary>
/// <param name="Run">The run that was claimed; null for none.</param>
/// <param name="NextReady">When a run that fits becomes ready by itself, as far as is known.</param>
public readonly record struct RunClaimResult(ClaimedTask? Run, DateTimeOffset? NextReady);
