namespace Kiln.Storage.Concurrency;

/// <summary>
/// How a writer that lost the race for a document tries again: after a random pause that doubles in its mean, so that processes
/// which race in step fall out of it.
/// </summary>
internal static class RaceBackoff
{
    /// <summary>Lost races after which the writer gives up: about ten seconds.</summary>
    public const int MaximumTries = 60;

    private const double FirstMilliseconds = 4;
    private const double LongestMilliseconds = 250;

    /// <summary>Waits before the next try.</summary>
    /// <param name="tries">Races lost so far, from 1.</param>
    /// <param name="time">The clock of the wait.</param>
    public static Task WaitAsync(int tries, TimeProvider time)
    {
        double bound = Math.Min(LongestMilliseconds, FirstMilliseconds * Math.Pow(2, tries - 1));
#pragma warning disable CA5394 // The jitter keeps nobody out; it need not be unpredictable.
        return Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * bound), time);
#pragma warning restore CA5394
    }
}
