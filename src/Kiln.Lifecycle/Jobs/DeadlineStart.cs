namespace Kiln.Lifecycle.Jobs;

/// <summary>The moment from which a job's time-out counts.</summary>
public enum DeadlineStart
{
    /// <summary>From acceptance: waiting counts.</summary>
    Accepted,

    /// <summary>From the first start: only running counts.</summary>
    Started,

    /// <summary>From the start of each attempt: neither waiting counts nor what earlier attempts took.</summary>
    AttemptStarted,
}
