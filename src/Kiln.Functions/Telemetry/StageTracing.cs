using System.Diagnostics;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Telemetry;

namespace Kiln.Functions.Telemetry;

/// <summary>Spans of stages, in the trace of the request that created the job.</summary>
internal static class StageTracing
{
    /// <summary>
    /// Starts the span of one attempt; null when nobody listens. Its parent is the job's own trace context, which outlives restarts;
    /// what is current (the orchestration's turn) is linked.
    /// </summary>
    public static Activity? Start(Job job, Stage stage, JobTask task)
    {
        Activity? current = Activity.Current;
        bool known = ActivityContext.TryParse(job.TraceParent, traceState: null, isRemote: true, out ActivityContext parent);
        ActivityLink[] links = known && current is not null ? [new ActivityLink(current.Context)] : [];
        return Instrumentation.Source
            .StartActivity($"kiln.stage {stage.Type}", ActivityKind.Consumer, known ? parent : current?.Context ?? default, links: links)
            ?.SetTag("kiln.job.id", job.Id)
            .SetTag(Instrumentation.JobType, job.Type)
            .SetTag("kiln.stage.id", stage.Id)
            .SetTag(Instrumentation.StageType, stage.Type)
            .SetTag("kiln.task.attempt", task.FailedAttempts + 1);
    }

    /// <summary>Marks the span of an attempt that failed.</summary>
    public static void Fail(Activity? activity, string code, string message) =>
        activity?.SetStatus(ActivityStatusCode.Error, message).SetTag(Instrumentation.ErrorType, code);
}
