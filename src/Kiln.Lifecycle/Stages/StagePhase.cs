namespace Kiln.Lifecycle.Stages;

/// <summary>Which part of the job a stage belongs to.</summary>
public enum StagePhase
{
    /// <summary>Makes the input ready; the job is Preparing meanwhile.</summary>
    Prepare,

    /// <summary>The work itself.</summary>
    Run,
}
