using System.Diagnostics;
using Kiln.Functions.Telemetry;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Telemetry;

namespace Kiln.Functions.Tests.Telemetry;

public sealed class StageTracingTests : IDisposable
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = $"00-{TraceId}-b7ad6b7169203331-01";

    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == Instrumentation.Name,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
    };

    public StageTracingTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void A_stage_is_part_of_the_trace_of_the_request_that_made_the_job()
    {
        using Activity turn = new Activity("turn").Start();
        using Activity? span = Start(Parent);

        Assert.Equal((TraceId, "b7ad6b7169203331"), (span!.TraceId.ToHexString(), span.ParentSpanId.ToHexString()));
        Assert.Equal(turn.SpanId, Assert.Single(span.Links).Context.SpanId);
        Assert.Equal("kiln.stage collision", span.DisplayName);
        Assert.Equal(
            ("job", "t", "collision", 3),
            (span.GetTagItem("kiln.job.id"), span.GetTagItem("kiln.job.type"), span.GetTagItem("kiln.stage.type"), span.GetTagItem("kiln.task.attempt")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    public void Without_a_trace_context_it_belongs_to_what_runs_it(string? traceParent)
    {
        using Activity turn = new Activity("turn").Start();
        using Activity? span = Start(traceParent);

        Assert.Equal(turn.TraceId, span!.TraceId);
        Assert.Empty(span.Links);
    }

    [Fact]
    public void A_failed_attempt_marks_its_span()
    {
        using Activity? span = Start(Parent);
        StageTracing.Fail(span, "VALIDATION_ERROR", "No triangles");

        Assert.Equal((ActivityStatusCode.Error, "No triangles", "VALIDATION_ERROR"), (span!.Status, span.StatusDescription, span.GetTagItem("error.type")));
    }

    private static Activity? Start(string? traceParent)
    {
        JobTask task = new() { Id = "task", FailedAttempts = 2, CreatedAt = default, UpdatedAt = default };
        Stage stage = new() { Id = "stage", Type = "collision", Order = 1 };
        Job job = new()
        {
            Id = "job",
            OrganisationId = "org",
            Surface = "conversions",
            Type = "t",
            TraceParent = traceParent,
            CreatedAt = default,
            UpdatedAt = default,
            StateSince = default,
        };
        return StageTracing.Start(job, stage, task);
    }
}
