namespace Kiln.Lifecycle.Commands;

/// <summary>Changes the job's place among those that wait.</summary>
/// <param name="Priority">0–100; larger goes first.</param>
public sealed record SetPriority(int Priority) : JobCommand;
