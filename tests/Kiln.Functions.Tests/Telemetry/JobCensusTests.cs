using System.Diagnostics.Metrics;
using Kiln.Functions.Http;
using Kiln.Functions.Telemetry;
using Kiln.Lifecycle.Jobs;
using Kiln.LocalHost.Testing;
using Kiln.Storage.Telemetry;

namespace Kiln.Functions.Tests.Telemetry;

public sealed class JobCensusTests
{
    private readonly string _type = $"type-{Guid.NewGuid():N}";

    [Fact]
    public void It_shows_what_the_last_sweep_counted()
    {
        ManualClock clock = new();
        using JobCensus census = new(clock);
        DateTimeOffset now = clock.GetUtcNow();
        census.Add(_type, JobState.Queued, now - TimeSpan.FromSeconds(50));
        census.Add(_type, JobState.Queued, now - TimeSpan.FromSeconds(70));
        census.Add(_type, JobState.Running, now - TimeSpan.FromSeconds(90));

        Assert.Empty(Observe(census));
        census.Publish();
        Assert.Equal(["kiln.job.queue.age 70", "kiln.jobs.active 1 running", "kiln.jobs.active 2 queued"], Observe(census));
        census.Publish();
        Assert.Empty(Observe(census));
    }

    [Fact]
    public void Refusals_are_counted_by_code()
    {
        string code = $"CODE_{Guid.NewGuid():N}";
        List<(long, object?)> seen = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, subscriber) =>
        {
            if (instrument.Name == "kiln.http.refusals")
            {
                subscriber.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (tags[0].Value as string == code)
            {
                seen.Add((value, tags[1].Value));
            }
        });
        listener.Start();
        HttpRefusals.Record(new ApiException(418, code, "No"));

        Assert.Equal([(1L, (object?)418)], seen);
    }

    private string[] Observe(JobCensus census)
    {
        GC.KeepAlive(census);
        List<string> seen = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, subscriber) =>
        {
            if (instrument.Meter.Name == Instrumentation.Name && instrument.IsObservable)
            {
                subscriber.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => See(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => See(instrument, (long)value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        return [.. seen.Order(StringComparer.Ordinal)];

        void See(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags[0].Value as string == _type)
            {
                seen.Add($"{instrument.Name} {value}{(tags.Length > 1 ? $" {tags[1].Value}" : "")}");
            }
        }
    }
}
