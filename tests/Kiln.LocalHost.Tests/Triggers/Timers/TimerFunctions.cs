using Kiln.LocalHost.Functions;

namespace Kiln.LocalHost.Tests.Triggers.Timers;

/// <summary>Timer functions that tell of their runs.</summary>
public static class TimerFunctions
{
    public sealed class EveryHour(TimerRuns runs)
    {
        [Function("EveryHour")]
        public Task Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) => runs.RunAsync(timer, untilReleased: false);
    }

    public sealed class OnStartup(TimerRuns runs)
    {
        [Function("OnStartup")]
        public Task Run([TimerTrigger("0 0 * * * *", RunOnStartup = true)] TimerInfo timer) => runs.RunAsync(timer, untilReleased: false);
    }

    public sealed class Unmonitored(TimerRuns runs)
    {
        [Function("Unmonitored")]
        public Task Run([TimerTrigger("0 0 * * * *", UseMonitor = false)] TimerInfo timer) => runs.RunAsync(timer, untilReleased: false);
    }

    public sealed class Slow(TimerRuns runs)
    {
        [Function("SlowTimer")]
        public Task Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) => runs.RunAsync(timer, untilReleased: true);
    }

    public sealed class FromSetting(TimerRuns runs)
    {
        [Function("FromSetting")]
        public Task Run([TimerTrigger("%TestSchedule%")] TimerInfo timer) => runs.RunAsync(timer, untilReleased: false);
    }

    public static class Failing
    {
        [Function("FailingTimer")]
        public static void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) =>
            throw new InvalidOperationException(timer.IsPastDue ? "past due" : "timer");
    }
}
