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

    /// <summary>Tries until the race for a document is won.</summary>
    /// <param name="key">The document.</param>
    /// <param name="attempt">Tries once, told which try it is, from 1; false when it lost.</param>
    /// <param name="time">The clock of the waits.</param>
    /// <exception cref="DocumentContentionException">Every race was lost.</exception>
    public static async Task UntilWonAsync(string key, Func<int, Task<bool>> attempt, TimeProvider time)
    {
        for (int tries = 1; !await attempt(tries); tries++)
        {
            if (tries == MaximumTries)
            {
                throw new DocumentContentionException(key, tries);
            }

            await WaitAsync(tries, time);
        }
    }

    /// <summary>Tries until the race for a document is won, and answers what the last try did.</summary>
    /// <param name="key">The document.</param>
    /// <param name="attempt">Tries once; null when it lost.</param>
    /// <param name="time">The clock of the waits.</param>
    /// <exception cref="DocumentContentionException">Every race was lost.</exception>
    public static async Task<T> UntilWonAsync<T>(string key, Func<Task<T?>> attempt, TimeProvider time)
        where T : class
    {
        T? won = null;
        await UntilWonAsync(key, async _ => (won = await attempt()) is not null, time);
        return won!;
    }

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
