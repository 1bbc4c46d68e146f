namespace Kiln.Functions.Batches;

/// <summary>What the orchestration of a batch asks for. It may run twice.</summary>
public sealed class BatchActivities(BatchAdvance advance)
{
    /// <summary>Goes one step on, and answers where to go on from; null when there is nothing more to do.</summary>
    [Function(BatchNames.AdvanceBatch)]
    public Task<BatchRun?> AdvanceBatch([ActivityTrigger] BatchRun run, [DurableClient] DurableTaskClient client, FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return advance.AdvanceAsync(client, run, context.CancellationToken);
    }
}
