namespace Kiln.Lifecycle.Jobs;

/// <summary>Why an unfinished job is not running.</summary>
/// <param name="Reason"><c>slot</c>, <c>worker</c>, <c>retry_backoff</c>, <c>paused</c>, <c>review</c> or <c>plan_limit</c>.</param>
/// <param name="Since">Since when.</param>
/// <param name="Detail">More for people, or null.</param>
public sealed record Waiting(string Reason, DateTimeOffset Since, string? Detail = null)
{
    /// <summary>Why this job is not running at that time, or null when it is running, being claimed, or has ended.</summary>
    public static Waiting? For(Job job, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.State.IsTerminal())
        {
            return null;
        }

        if (job.Suspended)
        {
            return new Waiting("paused", job.SuspendedAt ?? job.StateSince);
        }

        if (job.State == JobState.Held)
        {
            return new Waiting("review", job.StateSince, job.HoldReason);
        }

        if (job.WaitsForPlanSince is { } since)
        {
            return new Waiting("plan_limit", since, "The organisation has as many jobs running as its plan allows.");
        }

        if (job.State is not (JobState.Accepted or JobState.Queued) || job.CurrentStage is not { } stage)
        {
            return null;
        }

        DateTimeOffset? next = stage.Tasks.Where(task => task.IsOpen).Min(task => task.NotBefore);
        if (next > now)
        {
            return new Waiting("retry_backoff", job.StateSince, $"Next attempt at {next:yyyy-MM-ddTHH:mm:ss.fffZ}.");
        }

        return stage.Executor == Stages.ExecutorKind.BuiltIn
            ? new Waiting("slot", job.StateSince)
            : new Waiting("worker", job.StateSince, $"No {stage.Executor.ToString().ToLowerInvariant()} has taken '{stage.Type}' yet.");
    }
}
