using Kiln.Lifecycle.Jobs;

namespace Kiln.Storage.Batches;

/// <summary>How many jobs of a batch stand where; they sum to the batch's total at every read.</summary>
/// <param name="Pending">Accepted or queued, or not stored yet.</param>
/// <param name="Preparing">Their input is being made ready.</param>
/// <param name="Held">Wait for a person or a condition.</param>
/// <param name="Claimed">Taken and not started.</param>
/// <param name="Running">Work is under way.</param>
/// <param name="Succeeded">Ended well.</param>
/// <param name="Failed">Failed.</param>
/// <param name="TimedOut">Ended by their deadline.</param>
/// <param name="Cancelled">Cancelled, or never stored because the batch was cancelled first.</param>
public sealed record BatchCounts(
    long Pending, long Preparing, long Held, long Claimed, long Running, long Succeeded, long Failed, long TimedOut, long Cancelled)
{
    /// <summary>
    /// The states that are counted, in the order in which to count them: a job that moves on meanwhile is then missed and not counted
    /// twice. What is missed is pending, as what is not stored yet is.
    /// </summary>
    internal static IReadOnlyList<JobState> Counted { get; } =
    [
        JobState.Succeeded, JobState.Failed, JobState.TimedOut, JobState.Cancelled,
        JobState.Running, JobState.Claimed, JobState.Held, JobState.Preparing,
    ];

    /// <summary>Jobs that have ended.</summary>
    public long Ended => Succeeded + Failed + TimedOut + Cancelled;

    /// <summary>All jobs.</summary>
    public long Total => Pending + Preparing + Held + Claimed + Running + Ended;

    /// <summary>
    /// Counts that sum to the total. A job that went back while the states were counted one after the other (a retry) stands in two of
    /// them; what is too much is taken from those that move.
    /// </summary>
    /// <param name="total">Jobs of the batch.</param>
    /// <param name="neverStored">Jobs that a cancel came before.</param>
    /// <param name="stored">Stored jobs by state; those that are absent count as none.</param>
    internal static BatchCounts Of(long total, long neverStored, IReadOnlyDictionary<JobState, long> stored)
    {
        long left = total;
        long cancelled = Take(neverStored + stored.GetValueOrDefault(JobState.Cancelled));
        long succeeded = Take(stored.GetValueOrDefault(JobState.Succeeded));
        long failed = Take(stored.GetValueOrDefault(JobState.Failed));
        long timedOut = Take(stored.GetValueOrDefault(JobState.TimedOut));
        long running = Take(stored.GetValueOrDefault(JobState.Running));
        long claimed = Take(stored.GetValueOrDefault(JobState.Claimed));
        long held = Take(stored.GetValueOrDefault(JobState.Held));
        long preparing = Take(stored.GetValueOrDefault(JobState.Preparing));
        return new BatchCounts(left, preparing, held, claimed, running, succeeded, failed, timedOut, cancelled);

        long Take(long count)
        {
            long taken = Math.Min(count, left);
            left -= taken;
            return taken;
        }
    }
}
