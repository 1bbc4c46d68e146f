namespace Kiln.Lifecycle.Jobs;

/// <summary>Groups of job states that guards and queries speak of.</summary>
public static class JobStates
{
    /// <summary>True for the four states that a job ends in.</summary>
    public static bool IsTerminal(this JobState state) =>
        state is JobState.Succeeded or JobState.Failed or JobState.TimedOut or JobState.Cancelled;

    /// <summary>True while the job can still do or wait for work.</summary>
    public static bool IsActive(this JobState state) => !state.IsTerminal();
}
