using System.Text.Json;
using Kiln.LocalHost.Functions;
using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Testing;
using Kiln.LocalHost.Tests.Hosting;
using Kiln.LocalHost.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Kiln.LocalHost.Tests.Triggers.Timers;

public sealed class TimerTriggerTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 30, TimeSpan.Zero);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _data = new();
    private readonly ManualClock _clock = new(Start);
    private readonly TimerRuns _runs = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_function_runs_at_every_occurrence_and_sleeps_between()
    {
        await using TestApp app = await StartAsync(typeof(TimerFunctions.EveryHour));
        for (int hour = 1; hour <= 3; hour++)
        {
            await _clock.WaitForTimerAsync(At(hour)).WaitAsync(Patience);
            _clock.Advance(TimeSpan.FromHours(1) - (hour == 1 ? TimeSpan.FromSeconds(30) : TimeSpan.Zero));
            TimerRun run = await _runs.NextAsync();
            Assert.False(run.Info.IsPastDue);
            Assert.Equal(At(hour).UtcDateTime, run.Info.ScheduleStatus!.Next);
        }
    }

    [Fact]
    public async Task Run_on_startup_runs_at_once_and_keeps_the_schedule()
    {
        await using TestApp app = await StartAsync(typeof(TimerFunctions.OnStartup));
        TimerRun run = await _runs.NextAsync();
        Assert.False(run.Info.IsPastDue);
        await _clock.WaitForTimerAsync(At(1)).WaitAsync(Patience);
    }

    [Fact]
    public async Task Occurrences_missed_while_the_host_was_down_fire_once_and_say_so()
    {
        await using (TestApp first = await StartAsync(typeof(TimerFunctions.EveryHour)))
        {
            await _clock.WaitForTimerAsync(At(1)).WaitAsync(Patience);
        }

        _clock.Advance(TimeSpan.FromHours(5));
        await using TestApp second = await StartAsync(typeof(TimerFunctions.EveryHour));
        TimerRun run = await _runs.NextAsync();
        Assert.True(run.Info.IsPastDue);
        await _clock.WaitForTimerAsync(At(6)).WaitAsync(Patience);
        Assert.Equal(0, _runs.Waiting);
    }

    [Fact]
    public async Task A_run_is_remembered_so_that_a_restart_does_not_repeat_it()
    {
        await using (TestApp first = await StartAsync(typeof(TimerFunctions.EveryHour)))
        {
            await _clock.WaitForTimerAsync(At(1)).WaitAsync(Patience);
            _clock.AdvanceTo(At(1));
            await _runs.NextAsync();
            await _clock.WaitForTimerAsync(At(2)).WaitAsync(Patience);
        }

        ScheduleStatus status = JsonSerializer.Deserialize<ScheduleStatus>(File.ReadAllBytes(_data.Place("timers/EVERYHOUR.json")))!;
        Assert.Equal(At(1).UtcDateTime, status.Last);
        await using TestApp second = await StartAsync(typeof(TimerFunctions.EveryHour));
        await _clock.WaitForTimerAsync(At(2)).WaitAsync(Patience);
        Assert.Equal(0, _runs.Waiting);
    }

    [Fact]
    public async Task An_unmonitored_schedule_forgets_what_it_missed()
    {
        await using (TestApp first = await StartAsync(typeof(TimerFunctions.Unmonitored)))
        {
            await _clock.WaitForTimerAsync(At(1)).WaitAsync(Patience);
        }

        _clock.Advance(TimeSpan.FromHours(5));
        await using TestApp second = await StartAsync(typeof(TimerFunctions.Unmonitored));
        await _clock.WaitForTimerAsync(At(6)).WaitAsync(Patience);
        Assert.Equal(0, _runs.Waiting);
        Assert.False(Directory.Exists(_data.Place("timers")));
    }

    [Fact]
    public async Task A_schedule_that_was_changed_is_reckoned_anew_from_the_last_run()
    {
        Directory.CreateDirectory(_data.Place("timers"));
        File.WriteAllText(
            _data.Place("timers/EVERYHOUR.json"),
            """{"Last":"2025-12-31T23:59:00Z","Next":"2026-06-01T00:00:00Z","LastUpdated":"2025-12-31T23:59:00Z"}""");
        await using TestApp app = await StartAsync(typeof(TimerFunctions.EveryHour));
        Assert.True((await _runs.NextAsync()).Info.IsPastDue);
    }

    [Fact]
    public async Task One_run_at_a_time_and_what_passed_meanwhile_comes_down_to_one()
    {
        await using TestApp app = await StartAsync(typeof(TimerFunctions.Slow));
        await _clock.WaitForTimerAsync(At(1)).WaitAsync(Patience);
        _clock.Advance(TimeSpan.FromHours(1));
        TimerRun first = await _runs.NextAsync();
        _clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal(0, _runs.Waiting);
        first.Release();
        TimerRun second = await _runs.NextAsync();
        Assert.Equal(1, _runs.MostAtOnce);
        second.Release();
        await _clock.WaitForTimerAsync(At(5)).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_run_that_fails_is_logged_and_the_schedule_goes_on()
    {
        await using TestApp app = await StartAsync(typeof(TimerFunctions.Failing));
        await _clock.WaitForTimerAsync(At(1)).WaitAsync(Patience);
        _clock.Advance(TimeSpan.FromHours(1));
        await _clock.WaitForTimerAsync(At(2)).WaitAsync(Patience);
        Assert.Contains(app.Log.Lines, line => line.Message == "Timer function 'FailingTimer' failed." && line.Exception?.Message == "timer");
    }

    [Fact]
    public async Task A_schedule_comes_from_a_setting()
    {
        await using TestApp app = await StartAsync(typeof(TimerFunctions.FromSetting), "--TestSchedule=0 30 * * * *");
        await _clock.WaitForTimerAsync(Start.AddMinutes(29.5)).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_schedule_that_is_none_is_refused_at_start()
    {
        LocalHostException fault = await Assert.ThrowsAsync<LocalHostException>(
            () => StartAsync(typeof(TimerFunctions.FromSetting), "--TestSchedule=whenever"));
        Assert.Contains(
            "The schedule 'whenever' of function 'FromSetting'", fault.Message, StringComparison.Ordinal);
    }

    private static DateTimeOffset At(int hour) => Start.AddSeconds(-30).AddHours(hour);

    private Task<TestApp> StartAsync(Type type, params string[] settings) => TestApp.StartAsync(
        [type],
        hostJson: """{ "version": "2.0", "functionTimeout": "-1" }""",
        configure: builder => builder.Services.AddSingleton<TimeProvider>(_clock).AddSingleton(_runs),
        dataPath: _data.FullName,
        settings: ["--Kiln:ShutdownTimeout=00:00:05", .. settings]);
}
