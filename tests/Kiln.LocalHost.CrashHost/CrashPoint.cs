using System.Diagnostics;
using System.Globalization;
using Kiln.LocalHost.Engine;

namespace Kiln.LocalHost.CrashHost;

/// <summary>
/// Kills this process, as kill -9 does, at the durability boundary that the environment names, or makes its commits slow.
/// </summary>
internal static class CrashPoint
{
    private static int _left;

    public static Action<DurabilityBoundary>? FromEnvironment()
    {
        if (Environment.GetEnvironmentVariable("KILN_SLOW_COMMITS") is { Length: > 0 } pause)
        {
            return Slow(TimeSpan.FromMilliseconds(int.Parse(pause, CultureInfo.InvariantCulture)));
        }

        if (Environment.GetEnvironmentVariable("KILN_CRASH_AT") is not { Length: > 0 } text)
        {
            return null;
        }

        string[] parts = text.Split(':');
        DurabilityBoundary wanted = Enum.Parse<DurabilityBoundary>(parts[0]);
        _left = int.Parse(parts[1], CultureInfo.InvariantCulture);
        return reached =>
        {
            if (reached == wanted && Interlocked.Decrement(ref _left) == 0)
            {
                Process.GetCurrentProcess().Kill();
                using ManualResetEventSlim dying = new();
                dying.Wait();
            }
        };
    }

    // On the writer's thread, between the writes of a turn and their commit: what a slow disk does to everybody who waits for one.
    private static Action<DurabilityBoundary> Slow(TimeSpan pause) => reached =>
    {
        if (reached == DurabilityBoundary.TurnWritten)
        {
            using ManualResetEventSlim never = new();
            never.Wait(pause);
        }
    };
}
