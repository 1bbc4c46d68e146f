namespace Kiln.LocalHost.Functions.Discovery;

/// <summary>The triggers the local host knows.</summary>
internal enum TriggerKind
{
    /// <summary>An HTTP request.</summary>
    Http,

    /// <summary>A step of an orchestration.</summary>
    Orchestration,

    /// <summary>A durable activity.</summary>
    Activity,

    /// <summary>A schedule.</summary>
    Timer,
}
