using System.Diagnostics.Metrics;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Telemetry;

namespace Kiln.Functions.Telemetry;

/// <summary>
/// How many jobs are unfinished, by state and type, and how long the oldest has been queued: as of the last sweep, which lists every
/// unfinished job anyway. Of a scaled-out app the process that sweeps reports.
/// </summary>
public sealed class JobCensus : IDisposable
{
    private readonly Meter _meter = new(Instrumentation.Name);
    private readonly TimeProvider _clock;
    private volatile Counts _published = new();
    private Counts _counting = new();

    /// <summary>Starts to be observed, with nothing to show before the first sweep.</summary>
    public JobCensus(TimeProvider clock)
    {
        _clock = clock;
        _meter.CreateObservableUpDownCounter("kiln.jobs.active", ObserveActive, "{job}", "Unfinished jobs, by state.");
        _meter.CreateObservableGauge("kiln.job.queue.age", ObserveAge, "s", "How long the oldest queued job has been waiting.");
    }

    /// <summary>Counts a job of the sweep that is under way.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="state">Where it stands.</param>
    /// <param name="since">Since when, or when it was accepted where that is all that is known.</param>
    public void Add(string type, JobState state, DateTimeOffset since)
    {
        (string, JobState) key = (type, state);
        _counting.Active[key] = _counting.Active.GetValueOrDefault(key) + 1;
        if (state == JobState.Queued && (!_counting.Oldest.TryGetValue(type, out DateTimeOffset oldest) || since < oldest))
        {
            _counting.Oldest[type] = since;
        }
    }

    /// <summary>Shows what was counted, and begins to count anew.</summary>
    public void Publish()
    {
        _published = _counting;
        _counting = new Counts();
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> TypeTag(string type) => new(Instrumentation.JobType, type);

    private IEnumerable<Measurement<long>> ObserveActive() => _published.Active.Select(count => new Measurement<long>(
        count.Value, TypeTag(count.Key.Type), new(Instrumentation.JobState, count.Key.State.ToString().ToLowerInvariant())));

    private IEnumerable<Measurement<double>> ObserveAge() => _published.Oldest.Select(oldest => new Measurement<double>(
        Math.Max(0, (_clock.GetUtcNow() - oldest.Value).TotalSeconds), TypeTag(oldest.Key)));

    private sealed class Counts
    {
        public Dictionary<(string Type, JobState State), long> Active { get; } = [];

        public Dictionary<string, DateTimeOffset> Oldest { get; } = new(StringComparer.Ordinal);
    }
}
