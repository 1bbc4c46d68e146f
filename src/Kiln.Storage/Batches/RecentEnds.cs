namespace Kiln.Storage.Batches;

/// <summary>Jobs of a batch that have ended lately.</summary>
/// <param name="Count">How many.</param>
/// <param name="Span">In which time up to now: since the batch started, when that is shorter.</param>
public sealed record RecentEnds(long Count, TimeSpan Span)
{
    /// <summary>Ended jobs a minute; 0 when nothing has ended.</summary>
    public double PerMinute => Count == 0 ? 0 : Count / Math.Max(Span.TotalMinutes, 1.0 / 60);

    /// <summary>
    /// Minutes until all jobs of a batch have ended, if it goes on like this; null when too few have ended to tell, or none is left.
    /// </summary>
    /// <param name="counts">Where the jobs stand.</param>
    /// <param name="leastEnded">Ended jobs below which nothing is said.</param>
    public double? MinutesLeft(BatchCounts counts, int leastEnded)
    {
        ArgumentNullException.ThrowIfNull(counts);
        long left = counts.Total - counts.Ended;
        return left == 0 || counts.Ended < leastEnded || PerMinute == 0 ? null : left / PerMinute;
    }
}
