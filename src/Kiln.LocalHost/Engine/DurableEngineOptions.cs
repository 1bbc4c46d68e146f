using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Converters;

namespace Kiln.LocalHost.Engine;

/// <summary>How a <see cref="DurableEngine"/> runs.</summary>
internal sealed record DurableEngineOptions
{
    /// <summary>Directory of the engine's files; made when absent. One process at a time may use it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The task hub: its database is the file <c>{HubName}.db</c> in the data directory.</summary>
    public string HubName { get; init; } = "kiln";

    /// <summary>Activities that run at the same time.</summary>
    public int MaxConcurrentActivities { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>Orchestrators that run at the same time; those that wait do not count.</summary>
    public int MaxConcurrentOrchestrators { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>How long a stop lets running activities go on before it cancels them.</summary>
    public TimeSpan ShutdownGraceTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Version of new instances that name none.</summary>
    public string DefaultVersion { get; init; } = string.Empty;

    /// <summary>Orchestrators kept in memory between their steps; beyond that the one idle longest is replayed when it goes on.</summary>
    public int MaxCachedOrchestrators { get; init; } = 10_000;

    /// <summary>History, in bytes, that the orchestrators kept in memory may have between them.</summary>
    public long MaxCachedHistoryBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Steps that one orchestration may take in one turn before it is failed as endless.</summary>
    public int MaxOrchestrationActions { get; init; } = 100_000;

    /// <summary>
    /// False: a cancelled event wait takes no event. True: it takes the next one, as released versions of the official host do.
    /// </summary>
    public bool CancelledWaitTakesEvent { get; init; }

    /// <summary>Turns inputs and outputs into text and back.</summary>
    public DataConverter DataConverter { get; init; } = JsonDataConverter.Default;

    /// <summary>The clock of timers and timestamps.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Called at every durability boundary, on whatever thread reaches it; for tests that crash there.</summary>
    public Action<DurabilityBoundary>? BoundaryReached { get; init; }
}
