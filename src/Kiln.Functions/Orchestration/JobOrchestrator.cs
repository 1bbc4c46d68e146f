namespace Kiln.Functions.Orchestration;

/// <summary>
/// Drives one run of a job from the job's document: runs its built-in stages, waits where others work, and ends it at its deadline.
/// It holds no truth of its own, so it can be started again at any time.
/// </summary>
public static class JobOrchestrator
{
    /// <summary>Turns after which the history is dropped; keeps long waits of worker jobs cheap.</summary>
    private const int TurnsPerExecution = 100;

    /// <summary>Runs until the job has ended and is settled.</summary>
    [Function(FunctionNames.JobOrchestrator)]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context, JobRun run)
    {
        // One wait at a time, kept over the turns: a wait that is given up would swallow the next event.
        Task<string> woken = context.WaitForExternalEvent<string>(FunctionNames.WakeEvent);
        Task? work = null;
        for (int turn = 0; turn < TurnsPerExecution || work is not null; turn++)
        {
            NextStep next = await context.CallActivityAsync<NextStep>(FunctionNames.DecideNextStep, run, new TaskOptions(Patient));
            if (next.Action == NextAction.End)
            {
                // Before the stage is waited for, without whose end the instance cannot end: one that waits for a slot may wait long.
                if (!next.Settled)
                {
                    await context.CallActivityAsync(FunctionNames.SettleJob, run, new TaskOptions(Patient));
                }

                await Drain(work);
                return;
            }

            if (next.Action == NextAction.RunStage && work is null)
            {
                work = RunStageAsync(context, new StageRun(run, next.StageId!, next.TaskIds!) { Waits = next.Waits });
            }

            using CancellationTokenSource timers = new();
            Task deadline = next.Deadline is { } end ? context.CreateTimer(end, timers.Token) : woken;
            Task look = next.WakeAt is { } at && work is null ? context.CreateTimer(at, timers.Token) : woken;
            Task first = await Task.WhenAny(work ?? woken, woken, deadline, look);

            // Not CancelAsync: its task is no durable one. A timer left open would keep the instance running.
            timers.Cancel();
            if (first == woken)
            {
                await woken;
                woken = context.WaitForExternalEvent<string>(FunctionNames.WakeEvent);
            }
            else if (first == work)
            {
                await Drain(work);
                work = null;
            }
            else if (first == deadline)
            {
                await context.CallActivityAsync(FunctionNames.TimeOutJob, run, new TaskOptions(Patient));
            }
        }

        context.ContinueAsNew(run);
    }

    // A single task needs no instance of its own to be tried.
    private static Task RunStageAsync(TaskOrchestrationContext context, StageRun stage) => stage.TaskIds.Length == 1
        ? StageOrchestrator.Run(context, stage)
        : context.CallSubOrchestratorAsync(
            FunctionNames.StageOrchestrator,
            stage,
            new SubOrchestrationOptions(retry: null, $"{context.InstanceId}.{stage.StageId}.{context.NewGuid():N}"));

    /// <summary>Waits for a stage. What came of it stands in the document, also when the stage's own orchestration broke.</summary>
    private static async Task Drain(Task? work)
    {
        try
        {
            await (work ?? Task.CompletedTask);
        }
        catch (TaskFailedException)
        {
            // The next decision sees an attempt without an executor and starts it again.
        }
    }

    /// <summary>For activities that only read and write documents: tried for about a day while storage is away.</summary>
    private static RetryPolicy Patient => new(
        maxNumberOfAttempts: 30, TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromHours(1));
}
