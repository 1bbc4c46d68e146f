namespace Kiln.Lifecycle.Commands;

/// <summary>Notes that the organisation has as many jobs running as its plan allows; the next claim ends it.</summary>
public sealed record WaitForPlan : JobCommand;
