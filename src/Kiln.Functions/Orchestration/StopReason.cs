namespace Kiln.Functions.Orchestration;

/// <summary>Why an attempt must stop before its work is done.</summary>
internal enum StopReason
{
    /// <summary>It need not.</summary>
    None,

    /// <summary>The job is paused or being cancelled, or the host shuts down: give the attempt back uncounted.</summary>
    GiveBack,

    /// <summary>The lease was superseded or the job has ended: nothing it says is taken any more.</summary>
    Fenced,

    /// <summary>The attempt took longer than its stage allows.</summary>
    TooLong,
}
