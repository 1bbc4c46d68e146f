namespace Kiln.Lifecycle.Commands;

/// <summary>Something asked of a job. Each kind of command is a record of its own; what it is accepted in stands in one table.</summary>
public abstract record JobCommand;
