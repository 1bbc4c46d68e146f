namespace Kiln.LocalHost.Engine;

/// <summary>The moments at which a crash could lose or double something. Tests stop a process at each of them.</summary>
internal enum DurabilityBoundary
{
    /// <summary>A new instance is about to be written.</summary>
    ScheduleAppend,

    /// <summary>A new instance is on disk, and the caller does not know yet.</summary>
    ScheduleCommitted,

    /// <summary>An event is about to be written.</summary>
    EventAppend,

    /// <summary>An event is on disk, and the sender does not know yet.</summary>
    EventCommitted,

    /// <summary>An orchestrator has run a turn of which nothing is written.</summary>
    TurnExecuted,

    /// <summary>A turn's history is written and the transaction is not finished.</summary>
    TurnAppended,

    /// <summary>A turn is written whole, timers and activities included, and not committed.</summary>
    TurnWritten,

    /// <summary>A turn is on disk and nothing it asks for has begun.</summary>
    TurnCommitted,

    /// <summary>An activity was handed to a runner and has not begun.</summary>
    ActivityDispatched,

    /// <summary>An activity has had its effect, and its result is known to nobody.</summary>
    ActivityFinished,

    /// <summary>An activity's result was handed to its instance and is not on disk.</summary>
    ActivityReported,

    /// <summary>A turn wrote a timer and is not committed.</summary>
    TimerAppended,

    /// <summary>A timer went off, and its instance does not know yet.</summary>
    TimerFired,

    /// <summary>A child's result was written for its parent and is not committed.</summary>
    ChildReported,

    /// <summary>An instance is about to be recorded as finished.</summary>
    CompletionAppend,

    /// <summary>A command to suspend, resume or terminate is on disk, and the caller does not know yet.</summary>
    CommandCommitted,

    /// <summary>A failed instance is rewound, its failed children included, and not committed.</summary>
    RewindWritten,

    /// <summary>A rewound instance is on disk, and neither the caller nor the instance knows yet.</summary>
    RewindCommitted,
}
