namespace Kiln.Storage.Work.Runs;

/// <summary>A run that is about to be claimed.</summary>
/// <param name="JobId">The run's job.</param>
/// <param name="Token">The token that the claim will open its lease under.</param>
/// <param name="Requirements">What it takes of the runner.</param>
public sealed record RunReservation(string JobId, string Token, RunRequirements Requirements);
