namespace Kiln.Lifecycle.Commands;

/// <summary>Ends a pause. Not paused: nothing changes.</summary>
public sealed record Resume : JobCommand;
