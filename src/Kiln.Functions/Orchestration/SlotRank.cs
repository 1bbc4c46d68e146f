namespace Kiln.Functions.Orchestration;

/// <summary>Where a job stands among those that wait for a slot.</summary>
/// <param name="Priority">0 to 100: who has more goes first.</param>
/// <param name="JobId">Its time-ordered identifier: of equal priority the older goes first.</param>
public readonly record struct SlotRank(int Priority, string JobId);
