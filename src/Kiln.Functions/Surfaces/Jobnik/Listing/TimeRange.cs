namespace Kiln.Functions.Surfaces.Jobnik.Listing;

/// <summary>A span of time with both its ends, to the millisecond that replies show.</summary>
/// <param name="From">The first moment; null for no bound.</param>
/// <param name="To">The last moment; null for no bound.</param>
internal readonly record struct TimeRange(DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>The range that a request asks for.</summary>
    public static TimeRange Of(JobnikRequest asked) => new(asked.Time("from_date"), asked.Time("end_date"));

    /// <summary>Whether neither end is bound.</summary>
    public bool IsEverything => From is null && To is null;

    /// <summary>Whether a time, as it is shown, lies in the range.</summary>
    public bool Contains(DateTimeOffset time) => !(Shown(time) < From) && !(Shown(time) > To);

    /// <summary>Whether all times of a spread lie in the range.</summary>
    public bool Contains(TimeSpread times) => Contains(times.First) && Contains(times.Last);

    /// <summary>Whether times of a spread may lie in the range.</summary>
    public bool Overlaps(TimeSpread times) => !(Shown(times.Last) < From) && !(Shown(times.First) > To);

    private static DateTimeOffset Shown(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
