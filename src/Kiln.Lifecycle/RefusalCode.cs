namespace Kiln.Lifecycle;

/// <summary>The kinds of refusals.</summary>
public enum RefusalCode
{
    /// <summary>The job has ended.</summary>
    JobFinished,

    /// <summary>The command does not fit the state.</summary>
    Conflict,

    /// <summary>The lease was superseded, fenced or never there.</summary>
    LeaseLost,

    /// <summary>The task cannot be taken now.</summary>
    NotClaimable,

    /// <summary>There is no such stage or task in the job.</summary>
    NotFound,

    /// <summary>The time for it has not come.</summary>
    TooEarly,
}
