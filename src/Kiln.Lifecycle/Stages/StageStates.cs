namespace Kiln.Lifecycle.Stages;

/// <summary>Groups of stage states.</summary>
public static class StageStates
{
    /// <summary>True when the stage can still change.</summary>
    public static bool IsOpen(this StageState state) =>
        state is StageState.Created or StageState.Waiting or StageState.Pending or StageState.InProgress;
}
