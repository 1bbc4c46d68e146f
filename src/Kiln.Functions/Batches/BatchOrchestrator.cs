namespace Kiln.Functions.Batches;

/// <summary>
/// Stores the jobs of a batch page by page, and cancels them when that is asked for. The batch's record holds the truth, so it can be
/// started again at any time.
/// </summary>
public static class BatchOrchestrator
{
    /// <summary>Turns after which the history is dropped.</summary>
    private const int TurnsPerExecution = 100;

    /// <summary>Runs until there is nothing to do for the batch as a whole.</summary>
    [Function(BatchNames.Orchestrator)]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context, BatchRun run)
    {
        BatchRun? next = run;
        for (int turn = 0; turn < TurnsPerExecution && next is not null; turn++)
        {
            next = await context.CallActivityAsync<BatchRun?>(BatchNames.AdvanceBatch, next, new TaskOptions(Patient));
        }

        if (next is not null)
        {
            context.ContinueAsNew(next);
        }
    }

    /// <summary>Only storage can fail. Tried for about a day while it is away.</summary>
    private static RetryPolicy Patient => new(
        maxNumberOfAttempts: 30, TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromHours(1));
}
