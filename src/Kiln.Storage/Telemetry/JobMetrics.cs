using System.Diagnostics;
using System.Diagnostics.Metrics;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Storage.Telemetry;

/// <summary>
/// Counts what happens to jobs, at the one place where it becomes true: the write of the document. What is read off is the
/// difference between the job before and after, so a write that lost its race counts nothing and a repeat counts once.
/// </summary>
internal static class JobMetrics
{
    private static readonly Counter<long> Submitted = Instrumentation.Meter.CreateCounter<long>(
        "kiln.jobs.submitted", "{job}", "Jobs accepted.");

    private static readonly Counter<long> Ended = Instrumentation.Meter.CreateCounter<long>(
        "kiln.jobs.ended", "{job}", "Jobs that reached a terminal state.");

    private static readonly Histogram<double> JobDuration = Instrumentation.Meter.CreateHistogram<double>(
        "kiln.job.duration", "s", "Time from acceptance to the end.");

    private static readonly Histogram<double> QueueDuration = Instrumentation.Meter.CreateHistogram<double>(
        "kiln.job.queue.duration", "s", "Time from being ready to the first start.");

    private static readonly Histogram<double> StageDuration = Instrumentation.Meter.CreateHistogram<double>(
        "kiln.stage.duration", "s", "Time from the first start of a stage's last attempts to its end; waits between attempts are left out.");

    private static readonly Counter<long> Attempts = Instrumentation.Meter.CreateCounter<long>(
        "kiln.task.attempts", "{attempt}", "Attempts of tasks that ended, by outcome.");

    private static readonly Counter<long> Interruptions = Instrumentation.Meter.CreateCounter<long>(
        "kiln.task.interruptions", "{interruption}", "Attempts given back, or lost with their process: neither counts as failed.");

    private static readonly Counter<long> CreditsReserved = Instrumentation.Meter.CreateCounter<long>(
        "kiln.credits.reserved", "{credit}", "Credits reserved for jobs.");

    private static readonly Counter<long> CreditsCharged = Instrumentation.Meter.CreateCounter<long>(
        "kiln.credits.charged", "{credit}", "Credits charged for jobs that succeeded.");

    private static readonly Counter<long> CreditsRefunded = Instrumentation.Meter.CreateCounter<long>(
        "kiln.credits.refunded", "{credit}", "Credits given back.");

    /// <summary>Counts the difference between a job and what was written over it; a new job has nothing before it.</summary>
    public static void Record(Job? before, Job after)
    {
        KeyValuePair<string, object?> type = new(Instrumentation.JobType, after.Type);
        for (int i = after.Events.Length - (int)(after.LastSequence - (before?.LastSequence ?? 0)); i < after.Events.Length; i++)
        {
            RecordEvent(after.Events[i], after, type);
        }

        if (before?.StartedAt is null && after is { StartedAt: { } started, QueuedAt: { } queued })
        {
            QueueDuration.Record((started - queued).TotalSeconds, type);
        }

        for (int i = 0; i < after.Stages.Length; i++)
        {
            Stage? earlier = i < before?.Stages.Length ? before.Stages[i] : null;
            if (!ReferenceEquals(earlier, after.Stages[i]))
            {
                RecordStage(earlier, after.Stages[i], type);
            }
        }
    }

    private static void RecordEvent(JobEvent happened, Job job, KeyValuePair<string, object?> type)
    {
        int amount = job.Reservation?.Amount ?? 0;
        switch (happened.Type)
        {
            case EventTypes.JobCreated:
                Submitted.Add(1, type);
                break;
            case EventTypes.JobSucceeded or EventTypes.JobFailed or EventTypes.JobTimedOut or EventTypes.JobCancelled:
                RecordEnd(happened.Type["job.".Length..], job, type);
                break;
            case EventTypes.TaskReleased:
                string? stageId = happened.Data?.GetProperty("stage_id").GetString();
                Interruptions.Add(1, type, new(Instrumentation.StageType, job.Stages.FirstOrDefault(stage => stage.Id == stageId)?.Type));
                break;
            case EventTypes.CreditsReserved:
                CreditsReserved.Add(amount, type);
                break;
            case EventTypes.CreditsCharged:
                CreditsCharged.Add(amount, type);
                break;
            case EventTypes.CreditsRefunded:
                CreditsRefunded.Add(amount, type);
                break;
        }
    }

    private static void RecordEnd(string state, Job job, KeyValuePair<string, object?> type)
    {
        TagList tags = new() { type, { Instrumentation.JobState, state } };
        if (job.Failure is { } failure)
        {
            tags.Add(Instrumentation.ErrorType, failure.Code);
        }

        Ended.Add(1, tags);
        if (job.CompletedAt is { } end)
        {
            JobDuration.Record((end - job.CreatedAt).TotalSeconds, tags);
        }
    }

    private static void RecordStage(Stage? before, Stage after, KeyValuePair<string, object?> type)
    {
        KeyValuePair<string, object?> stage = new(Instrumentation.StageType, after.Type);
        AddGrowth(Attempts, before, after, counts => counts.Completed, new TagList { type, stage, { Instrumentation.Outcome, "completed" } });
        AddGrowth(Attempts, before, after, counts => counts.FailedAttempts, new TagList { type, stage, { Instrumentation.Outcome, "failed" } });
        AddGrowth(Interruptions, before, after, counts => counts.Interruptions, new TagList { type, stage });
        bool ended = HasEnded(after.State) && (before is null || !HasEnded(before.State));
        if (ended && after.Tasks.Min(task => task.StartedAt) is { } started)
        {
            DateTimeOffset end = after.Tasks.Max(task => task.EndedAt) ?? after.Tasks.Max(task => task.UpdatedAt);
            string outcome = after.State.ToString().ToLowerInvariant();
            StageDuration.Record((end - started).TotalSeconds, type, stage, new(Instrumentation.Outcome, outcome));
        }
    }

    private static bool HasEnded(StageState state) => state is StageState.Completed or StageState.Failed or StageState.Aborted;

    /// <summary>A retry by hand sets the counts back; that is no event to count.</summary>
    private static void AddGrowth(Counter<long> counter, Stage? before, Stage after, Func<TaskCounts, int> count, in TagList tags)
    {
        int growth = count(after.Counts) - (before is null ? 0 : count(before.Counts));
        if (growth > 0)
        {
            counter.Add(growth, tags);
        }
    }
}
