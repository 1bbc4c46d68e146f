namespace Kiln.Client.Workers;

/// <summary>Why an attempt is to stop before its work is done.</summary>
public enum StopReason
{
    /// <summary>It is not to stop.</summary>
    None,

    /// <summary>The job is being cancelled.</summary>
    Cancelled,

    /// <summary>The job is paused; the task is given back and taken again after the pause.</summary>
    Paused,

    /// <summary>The lease ended or was superseded: whatever the attempt made is not taken any more.</summary>
    LeaseLost,

    /// <summary>The worker itself stops.</summary>
    WorkerStopping,
}
