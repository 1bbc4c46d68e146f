namespace Kiln.Functions.Configuration;

/// <summary>The Jobnik surface: section <c>Kiln:Jobnik</c>.</summary>
public sealed class JobnikOptions
{
    /// <summary>Largest body, in bytes: 1 MB.</summary>
    public int MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>Items of a page when the client does not say.</summary>
    public int DefaultPageSize { get; set; } = 10;

    /// <summary>Most items of a page.</summary>
    public int MaxPageSize { get; set; } = 100;

    /// <summary>
    /// Jobs and stages whose outlines a process keeps in memory for lists over all jobs, a few hundred bytes each; older ones are read
    /// anew by each such list.
    /// </summary>
    public long KeptOutlines { get; set; } = 200_000;

    /// <summary>Deadline of a job, in seconds; null for none.</summary>
    public int? JobTimeoutSeconds { get; set; }

    /// <summary>How long the record of a job is kept after its end, in days; 0 until it is deleted.</summary>
    public int RecordRetentionDays { get; set; } = 90;

    /// <summary><c>page</c>, or <c>array</c> for clients of older managers, whose lists are arrays.</summary>
    public string ListShape { get; set; } = "page";

    /// <summary>Lease of an attempt whose worker sends no heartbeats, in seconds.</summary>
    public int LeaseSeconds { get; set; } = 1800;

    /// <summary>Lease of an attempt from its first heartbeat on, in seconds.</summary>
    public int HeartbeatLeaseSeconds { get; set; } = 60;

    /// <summary>True to refuse writes for an attempt that do not show its lease token, which the published client does not.</summary>
    public bool RequireLeaseToken { get; set; }

    /// <summary>Wait before a failed task can be taken again, in seconds.</summary>
    public double RetryBackoffSeconds { get; set; }

    /// <summary>The longest that a call for a task may be held, in seconds.</summary>
    public int WaitSecondsMax { get; set; } = 20;

    /// <summary>Whether a job completes with its present stages when its creator does not say.</summary>
    public bool SealedByDefault { get; set; } = true;

    /// <summary>Most tasks that one call adds to a stage.</summary>
    public int MaxTasksPerCall { get; set; } = 1000;
}
