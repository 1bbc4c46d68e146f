namespace Kiln.Client.Workers;

/// <summary>Waits that double from one failure to the next, each moved at random by a quarter up or down, so that workers fall out of step.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private const double Jitter = 0.25;

    private int _failures;

    /// <summary>All is well again.</summary>
    public void Reset() => _failures = 0;

    /// <summary>The wait after one more failure.</summary>
    public TimeSpan Next()
    {
        double seconds = Math.Min(first.TotalSeconds * Math.Pow(2, Math.Min(_failures++, 30)), longest.TotalSeconds);
#pragma warning disable CA5394 // The jitter keeps nobody out; it need not be unpredictable.
        double factor = 1 + (Jitter * ((2 * Random.Shared.NextDouble()) - 1));
#pragma warning restore CA5394
        return TimeSpan.FromSeconds(seconds * factor);
    }
}
