using Kiln.Functions.Configuration;

namespace Kiln.Functions.Surfaces.Lynx;

/// <summary>What an operator may set of simulation studies and their runners: section <c>Kiln:Lynx</c> of the configuration.</summary>
public sealed class LynxOptions
{
    /// <summary>How often runners are to send a heartbeat, in seconds.</summary>
    public int HeartbeatSeconds { get; set; } = 10;

    /// <summary>How long a lease lasts unless a heartbeat renews it, in seconds.</summary>
    public int LeaseSeconds { get; set; } = 60;

    /// <summary>Silence after which a runner counts as offline, in seconds.</summary>
    public int OfflineSeconds { get; set; } = 30;

    /// <summary>How long a claimed run may take to start before it counts as lost, in seconds.</summary>
    public int StartSeconds { get; set; } = 300;

    /// <summary>How long a running job that is to be cancelled may take to stop, in seconds.</summary>
    public int CancelGraceSeconds { get; set; } = 30;

    /// <summary>Longest wait of a claim for work, in seconds.</summary>
    public int MaxWaitSeconds { get; set; } = 20;

    /// <summary>Most files that an attempt may upload.</summary>
    public int MaxOutputFiles { get; set; } = 1000;

    /// <summary>Largest such file, in bytes: 5 GB.</summary>
    public long MaxOutputBytes { get; set; } = 5_000_000_000;

    /// <summary>How long the URL of an upload works, in minutes.</summary>
    public int UploadUrlMinutes { get; set; } = 60;

    /// <summary>How long the URL of a download works, in minutes.</summary>
    public int DownloadUrlMinutes { get; set; } = 60;

    /// <summary>Most runs of a batch.</summary>
    public int MaxRuns { get; set; } = 100_000;

    /// <summary>
    /// Runs that the plan of an organisation lets be under way at the same time, over all its runners; 0 sets no limit: they are machines
    /// of its own, and <see cref="KilnOptions.ConcurrentJobs"/> counts only what this service's executors do.
    /// </summary>
    public int ConcurrentRuns { get; set; }

    /// <summary>Longest time of a run from its start when its study does not say, in seconds.</summary>
    public int DefaultTimeoutSeconds { get; set; } = 3600;

    /// <summary>Longest time that a study may ask for, in seconds.</summary>
    public int MaxTimeoutSeconds { get; set; } = 86_400;

    /// <summary>How often a failed run is tried again when its study does not say.</summary>
    public int DefaultMaxRetries { get; set; } = 3;

    /// <summary>Wait before the first retry, in seconds.</summary>
    public double RetryFirstDelaySeconds { get; set; } = 2;

    /// <summary>Growth of that wait from one retry to the next.</summary>
    public double RetryFactor { get; set; } = 2;

    /// <summary>Longest such wait, in seconds.</summary>
    public double RetryMaxDelaySeconds { get; set; } = 60;

    /// <summary>The time over which the throughput of a batch is measured, in minutes.</summary>
    public int ThroughputWindowMinutes { get; set; } = 10;

    /// <summary>Ended jobs that an estimate needs.</summary>
    public int EstimateMinJobs { get; set; } = 3;

    /// <summary>Most bytes of telemetry in one call: 1 MB.</summary>
    public int MaxTelemetryBytes { get; set; } = 1_000_000;

    /// <summary>Most bytes of telemetry of one attempt: 1 GB.</summary>
    public long MaxTelemetryBytesPerJob { get; set; } = 1_000_000_000;

    /// <summary>Silence after which a runner's token ends, in days.</summary>
    public int RunnerTokenIdleDays { get; set; } = 30;

    /// <summary>How long files and samples are kept after the end of their batch, in days; 0 keeps them as long as the records.</summary>
    public int ResultRetentionDays { get; set; } = 30;

    /// <summary>How long batches and jobs are kept after their end, in days; 0 keeps them until they are deleted.</summary>
    public int RecordRetentionDays { get; set; } = 90;

    /// <summary>Whether one failed job makes the ended batch <c>Failed</c>, though others completed.</summary>
    public bool FailBatchOnAnyFailure { get; set; }
}
