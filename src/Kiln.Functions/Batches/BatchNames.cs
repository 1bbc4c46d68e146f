namespace Kiln.Functions.Batches;

/// <summary>The durable names of batches. Histories hold them: never change one.</summary>
public static class BatchNames
{
    /// <summary>Stores the jobs of a batch, or cancels them.</summary>
    public const string Orchestrator = "BatchOrchestrator";

    /// <summary>Goes one step on.</summary>
    public const string AdvanceBatch = "AdvanceBatch";
}
