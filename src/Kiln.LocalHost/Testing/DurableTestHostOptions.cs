using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Converters;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Testing;

/// <summary>How a <see cref="DurableTestHost"/> runs.</summary>
public sealed record DurableTestHostOptions
{
    /// <summary>Whether the clock jumps to the next timer whenever nothing else is left to do.</summary>
    public bool SkipTime { get; init; } = true;

    /// <summary>The clock; null means one that shows the beginning of 2026.</summary>
    public ManualClock? Clock { get; init; }

    /// <summary>Where the data are kept; null means a temporary directory.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Where log entries go; null drops them.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Turns inputs and outputs into text and back.</summary>
    public DataConverter DataConverter { get; init; } = JsonDataConverter.Default;

    /// <summary>Version of instances that name none.</summary>
    public string DefaultVersion { get; init; } = string.Empty;

    /// <summary>Activities that run at the same time.</summary>
    public int MaxConcurrentActivities { get; init; } = 8;

    /// <summary>Orchestrators kept in memory between their steps; 0 replays each one at every step.</summary>
    public int MaxCachedOrchestrators { get; init; } = 1000;

    /// <summary>Whether a cancelled event wait takes the next event, as released versions of the official host do.</summary>
    public bool CancelledWaitTakesEvent { get; init; }
}
