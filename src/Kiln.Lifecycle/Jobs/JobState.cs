namespace Kiln.Lifecycle.Jobs;

/// <summary>Where a job stands. Every HTTP surface translates these words; none adds a state.</summary>
public enum JobState
{
    /// <summary>Stored, credits reserved, no plan yet.</summary>
    Accepted,

    /// <summary>The stages of phase <c>prepare</c> are under way.</summary>
    Preparing,

    /// <summary>Waits for a person or a condition; the job's hold reason says which.</summary>
    Held,

    /// <summary>Ready; waits for a slot or a worker, also between two attempts.</summary>
    Queued,

    /// <summary>An executor took the work and has not reported its start.</summary>
    Claimed,

    /// <summary>Work is under way.</summary>
    Running,

    /// <summary>Ended well; charged.</summary>
    Succeeded,

    /// <summary>Ended by a failure without attempts left; refunded.</summary>
    Failed,

    /// <summary>Ended by its deadline; refunded.</summary>
    TimedOut,

    /// <summary>Ended by request; refunded.</summary>
    Cancelled,
}
