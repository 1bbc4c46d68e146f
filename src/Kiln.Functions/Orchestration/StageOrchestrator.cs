namespace Kiln.Functions.Orchestration;

/// <summary>
/// Tries each ready task of a built-in stage once, side by side. What came of it stands in the job's document; the job's
/// orchestration reads it there and decides on back-off, the next stage or the end.
/// </summary>
public static class StageOrchestrator
{
    /// <summary>Wait before an attempt that could not begin is looked at again, so that a stale view does not spin.</summary>
    private static readonly TimeSpan BreathingSpace = TimeSpan.FromSeconds(1);

    /// <summary>Runs until every task was tried.</summary>
    [Function(FunctionNames.StageOrchestrator)]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context, StageRun stage)
    {
        bool[] tried = await Task.WhenAll(stage.TaskIds.Select(taskId =>
            context.CallActivityAsync<bool>(FunctionNames.RunBuiltInTask, new TaskRun(stage.Job, taskId) { Waits = stage.Waits })));
        if (!tried.Any(done => done))
        {
            await context.CreateTimer(BreathingSpace, CancellationToken.None);
        }
    }
}
