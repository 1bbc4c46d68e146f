namespace Kiln.Client.Workers;

/// <summary>How a worker takes and runs tasks.</summary>
public sealed record TaskWorkerOptions
{
    /// <summary>The stage types whose tasks it runs; at least one.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>Its name, shown with the tasks that it holds.</summary>
    public string Name { get; init; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>Tasks that it runs side by side.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Lease of an attempt. A worker that dies holds its tasks up for so long.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often an attempt renews its lease, and so how soon it hears of a cancel or a pause. Well below the lease.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a claim waits at the service for a task; at most 20 seconds.</summary>
    public TimeSpan ClaimWait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long running attempts may go on after the worker was told to stop; then they are given back.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait after the first claim that failed; it doubles from one to the next, with jitter.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait after claims that failed.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(60);
}
