namespace Kiln.Functions.Orchestration;

/// <summary>One attempt of a built-in task.</summary>
/// <param name="Job">The run it belongs to.</param>
/// <param name="TaskId">The task.</param>
public sealed record TaskRun(JobRun Job, string TaskId)
{
    /// <summary>Whether its work only waits, so that it needs no slot.</summary>
    public bool Waits { get; init; }
}
