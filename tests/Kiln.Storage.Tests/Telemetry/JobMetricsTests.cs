using System.Diagnostics.Metrics;
using System.Globalization;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;
using Kiln.Storage.Telemetry;

namespace Kiln.Storage.Tests.Telemetry;

public sealed class JobMetricsTests : IDisposable
{
    private readonly string _type = $"type-{Guid.NewGuid():N}";
    private readonly List<string> _seen = [];
    private readonly MeterListener _listener = new();
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private Job _job;

    public JobMetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Instrumentation.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => See(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => See(instrument, value, tags));
        _listener.Start();
        Submission submission = new()
        {
            Id = "job",
            OrganisationId = "org",
            Surface = "conversions",
            Type = _type,
            Name = "a.glb",
            Price = 2,
        };
        StagePlan stage = new() { Id = "s", Type = "work", Retry = new RetryPolicy(2, TimeSpan.FromSeconds(1), 1, TimeSpan.FromSeconds(1)), Tasks = [new TaskPlan("t")] };
        _job = JobLifecycle.Apply(JobLifecycle.Submit(submission, _now), new Plan([stage]), _now).Job;
        JobMetrics.Record(null, _job);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void A_job_that_succeeds_is_counted_once_at_each_step()
    {
        Apply(4, Claim("1"));
        Apply(6, new CompleteTask("t", "1"));

        Assert.Equal(
            [
                "kiln.job.duration 10 succeeded",
                "kiln.job.queue.duration 4",
                "kiln.jobs.ended 1 succeeded",
                "kiln.jobs.submitted 1",
                "kiln.credits.charged 2",
                "kiln.credits.reserved 2",
                "kiln.stage.duration 6 work completed",
                "kiln.task.attempts 1 work completed",
            ],
            Seen());
    }

    [Fact]
    public void Failed_and_interrupted_attempts_and_the_refund_are_counted()
    {
        _seen.Clear();
        Apply(1, Claim("1"));
        Apply(1, new ReleaseTask("t", "1"));
        Apply(1, Claim("2"));
        Apply(1, Fail("2"));
        Apply(100, Claim("3"));
        Apply(1, Fail("3"));

        Assert.Equal(
            [
                "kiln.job.duration 105 failed INTERNAL_ERROR",
                "kiln.job.queue.duration 1",
                "kiln.jobs.ended 1 failed INTERNAL_ERROR",
                "kiln.credits.refunded 2",
                "kiln.stage.duration 1 work failed",
                "kiln.task.attempts 1 work failed",
                "kiln.task.attempts 1 work failed",
                "kiln.task.interruptions 1 work",
            ],
            Seen());
    }

    [Fact]
    public void A_retry_by_hand_takes_nothing_back()
    {
        Apply(1, Claim("1"));
        Apply(1, Fail("1", FailureCodes.ValidationError));
        Apply(1, new RecordSettlement());
        _seen.Clear();
        Apply(1, new Retry(2, "key"));

        Assert.Equal(["kiln.credits.reserved 2"], Seen());
    }

    [Fact]
    public void An_unchanged_job_counts_nothing()
    {
        _seen.Clear();
        JobMetrics.Record(_job, _job);

        Assert.Empty(Seen());
    }

    private static ClaimTask Claim(string token) => new("t", "worker", token, TimeSpan.FromMinutes(5)) { Start = true };

    private static FailAttempt Fail(string token, string code = FailureCodes.InternalError) =>
        new("t", token, Failure.Of(code, "Broken.", FailurePhase.Processing));

    private string[] Seen() => [.. _seen.Order(StringComparer.Ordinal)
        .OrderBy(text => text.StartsWith("kiln.job", StringComparison.Ordinal) ? 0 : 1)];

    private void Apply(int seconds, JobCommand command)
    {
        _now += TimeSpan.FromSeconds(seconds);
        Outcome outcome = JobLifecycle.Apply(_job, command, _now);
        Assert.IsType<Outcome.Applied>(outcome);
        JobMetrics.Record(_job, outcome.Job);
        _job = outcome.Job;
    }

    /// <summary>The meter is the process's; what other tests measure has another type.</summary>
    private void See<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : struct, IFormattable
    {
        bool own = false;
        string text = $"{instrument.Name} {value.ToString(null, CultureInfo.InvariantCulture)}";
        foreach ((string name, object? tag) in tags)
        {
            own |= name == Instrumentation.JobType && tag as string == _type;
            text += name == Instrumentation.JobType ? "" : $" {tag}";
        }

        if (own)
        {
            _seen.Add(text);
        }
    }
}
