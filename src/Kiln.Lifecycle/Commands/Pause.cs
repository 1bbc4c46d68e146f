namespace Kiln.Lifecycle.Commands;

/// <summary>No new claims, running attempts are asked to give back, the deadline stands still. Again: nothing changes.</summary>
public sealed record Pause : JobCommand;
