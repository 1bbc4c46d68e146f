namespace Kiln.Functions.Orchestration;

/// <summary>The ready tasks of a built-in stage.</summary>
/// <param name="Job">The run they belong to.</param>
/// <param name="StageId">The stage.</param>
/// <param name="TaskIds">The tasks to try once.</param>
public sealed record StageRun(JobRun Job, string StageId, string[] TaskIds)
{
    /// <summary>Whether its work only waits, so that it needs no slot.</summary>
    public bool Waits { get; init; }
}
