namespace Kiln.Lifecycle.Commands;

/// <summary>Says that no more stages will come; completes the job when all its stages are complete.</summary>
public sealed record Seal : JobCommand;
