namespace Kiln.Storage.Runners;

/// <summary>What an attempt takes of a runner. It is booked before the attempt is claimed, so it may stand for one that never was.</summary>
/// <param name="JobId">The run's job.</param>
/// <param name="Token">Token of the attempt's lease.</param>
/// <param name="Millicores">Thousandths of a processor core.</param>
/// <param name="MemoryBytes">Memory.</param>
/// <param name="Since">When it was booked.</param>
public sealed record RunnerHold(string JobId, string Token, long Millicores, long MemoryBytes, DateTimeOffset Since);
