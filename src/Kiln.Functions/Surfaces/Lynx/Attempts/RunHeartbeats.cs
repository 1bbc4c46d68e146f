using Kiln.Functions.Configuration;
using Kiln.Functions.Surfaces.Lynx.Runners;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Runners;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx.Attempts;

/// <summary>Renews leases and tells runners what to do.</summary>
public sealed class RunHeartbeats(RunReports reports, IOptions<KilnOptions> options)
{
    internal async Task<RunOrder> BeatAsync(DurableTaskClient client, Runner runner, RunBeat beat, CancellationToken cancellationToken)
    {
        TimeSpan lease = TimeSpan.FromSeconds(options.Value.Lynx.LeaseSeconds);
        bool resumed = false;
        Outcome? outcome = await reports.TryApplyAsync(
            client,
            runner.OrganisationId,
            beat.JobId,
            (job, task) =>
            {
                resumed = ResumedSince(job, task.UpdatedAt);
                return task.Started && (beat.Progress is not null || beat.Message is not null)
                    ? new ReportProgress(task.Id, beat.LeaseToken, (int)(beat.Progress ?? task.Progress), beat.Message) { LeaseDuration = lease }
                    : new Heartbeat(task.Id, beat.LeaseToken, lease);
            },
            cancellationToken);
        if (outcome is null)
        {
            return new RunOrder(beat.JobId, "kill", "not_found", null);
        }

        Job after = outcome.Job;
        return RunJob.TaskOf(after).Lease is { } held && held.Token == beat.LeaseToken
            ? Order(after, held.ExpiresAt, resumed)
            : new RunOrder(after.Id, "kill", WhyOver(after), null);
    }

    private static RunOrder Order(Job job, DateTimeOffset expiresAt, bool resumed) =>
        job.CancelRequested ? new RunOrder(job.Id, "cancel", "cancel_requested", expiresAt)
        : job.Suspended ? new RunOrder(job.Id, "pause", "paused", expiresAt)
        : resumed ? new RunOrder(job.Id, "resume", "resumed", expiresAt)
        : new RunOrder(job.Id, "continue", null, expiresAt);

    private static string WhyOver(Job job) => job.State switch
    {
        JobState.TimedOut => "timeout",
        JobState.Cancelled => "cancelled",
        JobState.Failed => "failed",
        JobState.Succeeded => "completed",
        _ => "lease_lost",
    };

    /// <summary>Whether a pause ended since the attempt was last heard of, so that its runner has yet to be told.</summary>
    private static bool ResumedSince(Job job, DateTimeOffset lastHeard)
    {
        JobEvent? last = job.Events.LastOrDefault(change => change.Type is EventTypes.JobResumed or EventTypes.JobPaused);
        return last?.Type == EventTypes.JobResumed && last.Time > lastHeard;
    }
}
