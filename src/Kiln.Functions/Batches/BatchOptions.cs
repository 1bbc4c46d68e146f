namespace Kiln.Functions.Batches;

/// <summary>What an operator may set of batches: section <c>Kiln:Batches</c>.</summary>
public sealed class BatchOptions
{
    /// <summary>Most jobs of a batch on the canonical API.</summary>
    public int MaxItems { get; set; } = 1000;

    /// <summary>Largest submission of a batch, in bytes: 16 MB.</summary>
    public long MaxBodyBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Jobs that are stored in one step of the expansion, and held credits for together.</summary>
    public int PageSize { get; set; } = 100;

    /// <summary>
    /// How long the preparation of a job is tried again when storage or an address that it reads from is away, in minutes since the batch
    /// last came on; then the job fails, and the batch goes on.
    /// </summary>
    public int PrepareRetryMinutes { get; set; } = 60;

    /// <summary>How far back the throughput looks, in minutes.</summary>
    public int ThroughputWindowMinutes { get; set; } = 10;

    /// <summary>Ended jobs below which no remaining time is estimated.</summary>
    public int EstimateMinJobs { get; set; } = 3;
}
