namespace Kiln.Functions.Workers;

/// <summary>What an operator may set of workers, their claims and leases.</summary>
public sealed class WorkerOptions
{
    /// <summary>Lease of an attempt when the worker asks for none, in seconds.</summary>
    public int LeaseSeconds { get; set; } = 60;

    /// <summary>Longest lease that a worker may ask for, in seconds.</summary>
    public int MaxLeaseSeconds { get; set; } = 24 * 3600;

    /// <summary>Longest time that a claim is held until a task is ready, in seconds.</summary>
    public int MaxWaitSeconds { get; set; } = 20;

    /// <summary>Most types that one claim may name.</summary>
    public int MaxTypes { get; set; } = 20;

    /// <summary>How often leases past their end are looked for, in seconds; at least 1.</summary>
    public int LeaseSweepSeconds { get; set; } = 10;

    /// <summary>How long workers of a job that is being cancelled are waited for, in seconds.</summary>
    public int CancelGraceSeconds { get; set; } = 30;

    internal TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);

    internal TimeSpan CancelGrace => TimeSpan.FromSeconds(CancelGraceSeconds);
}
