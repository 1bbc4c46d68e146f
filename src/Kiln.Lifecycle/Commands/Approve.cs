namespace Kiln.Lifecycle.Commands;

/// <summary>Opens a stage's gate.</summary>
/// <param name="StageId">The stage; null for the current one.</param>
public sealed record Approve(string? StageId = null) : JobCommand;
