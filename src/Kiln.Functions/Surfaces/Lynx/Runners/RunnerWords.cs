using Kiln.Storage.Runners;

namespace Kiln.Functions.Surfaces.Lynx.Runners;

/// <summary>The words for how a runner stands.</summary>
internal static class RunnerWords
{
    /// <summary>The first that fits of <c>Offline</c>, <c>Maintenance</c>, <c>Busy</c>, <c>Idle</c>.</summary>
    public static string StatusOf(Runner runner, bool holdsLeases, DateTimeOffset now, LynxOptions options) =>
        IsOffline(runner, now, options) ? "Offline"
        : runner.Drained ? "Maintenance"
        : holdsLeases ? "Busy"
        : "Idle";

    /// <summary>Whether the runner has not been heard of for too long.</summary>
    public static bool IsOffline(Runner runner, DateTimeOffset now, LynxOptions options) =>
        now - runner.LastCallAt > TimeSpan.FromSeconds(options.OfflineSeconds);
}
