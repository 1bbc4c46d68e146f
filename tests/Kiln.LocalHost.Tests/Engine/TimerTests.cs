using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Testing;

namespace Kiln.LocalHost.Tests.Engine;

public sealed class TimerTests
{
    [Fact]
    public async Task A_timer_of_ten_days_is_split_into_steps_of_three_and_fires_on_time()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Sleep", async context =>
            {
                DateTime before = context.CurrentUtcDateTime;
                await context.CreateTimer(TimeSpan.FromDays(10), CancellationToken.None);
                return context.CurrentUtcDateTime - before;
            }));
        OrchestrationMetadata result = await host.RunAsync("Sleep", instanceId: "sleeper");
        Assert.Equal(TimeSpan.FromDays(10), result.ReadOutputAs<TimeSpan>());
        IReadOnlyList<HistoryEvent> history = (await host.Engine.GetHistoryAsync("sleeper"))!;
        Assert.Equal(4, history.OfType<TimerCreated>().Count());
        Assert.Equal(4, history.OfType<TimerFired>().Count());
    }

    [Fact]
    public async Task A_timer_never_fires_early()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(
            tasks => tasks.AddOrchestrator("Sleep", context => context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None)),
            new DurableTestHostOptions { SkipTime = false });
        string id = await host.StartInstanceAsync("Sleep");
        await host.AdvanceAsync(TimeSpan.FromMinutes(59.9));
        Assert.True((await host.StatusAsync(id)).IsRunning);
        await host.AdvanceAsync(TimeSpan.FromMinutes(0.2));
        Assert.True((await host.StatusAsync(id)).IsCompleted);
    }

    [Fact]
    public async Task A_timer_that_came_due_while_the_host_was_down_fires_once_at_the_start()
    {
        int fired = 0;
        await using DurableTestHost host = await DurableTestHost.StartAsync(
            tasks => tasks
                .AddActivity<int, int>("Count", _ => Interlocked.Increment(ref fired))
                .AddOrchestrator("Sleep", async context =>
                {
                    await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                    await context.CallActivityAsync("Count", 0);
                }),
            new DurableTestHostOptions { SkipTime = false });
        string id = await host.StartInstanceAsync("Sleep");
        await host.WhenIdleAsync();
        await host.Engine.StopAsync();
        host.Clock.Advance(TimeSpan.FromHours(5));
        await host.RestartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.EndOfAsync(id)).RuntimeStatus);
        Assert.Equal(1, fired);
    }

    [Fact]
    public async Task A_cancelled_timer_is_cancelled_for_the_code_and_does_not_hold_the_instance()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(
            tasks => tasks.AddOrchestrator("Cancel", async context =>
            {
                using CancellationTokenSource source = new();
                Task timer = context.CreateTimer(TimeSpan.FromDays(2), source.Token);
                source.Cancel();
                await Assert.ThrowsAsync<TaskCanceledException>(() => timer);
                return "done";
            }),
            new DurableTestHostOptions { SkipTime = false });
        OrchestrationMetadata result = await host.RunAsync("Cancel", instanceId: "c");
        Assert.Equal("done", result.ReadOutputAs<string>());
        Assert.Single((await host.Engine.GetHistoryAsync("c"))!.OfType<TimerCreated>());
    }

    [Fact]
    public async Task A_token_cancelled_beforehand_still_makes_a_timer_and_takes_a_number()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddActivity<int, int>("Next", value => value)
            .AddOrchestrator("Cancelled", async context =>
            {
                Task timer = context.CreateTimer(TimeSpan.FromDays(2), new CancellationToken(canceled: true));
                Assert.True(timer.IsCanceled);
                return await context.CallActivityAsync<int>("Next", 7);
            }));
        await host.RunAsync("Cancelled", instanceId: "c");
        IReadOnlyList<HistoryEvent> history = (await host.Engine.GetHistoryAsync("c"))!;
        Assert.Equal(0, Assert.Single(history.OfType<TimerCreated>()).TaskId);
        Assert.Equal(1, Assert.Single(history.OfType<TaskScheduled>()).TaskId);
    }

    [Fact]
    public async Task An_open_timer_keeps_the_instance_running_after_the_code_returned()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(
            tasks => tasks
                .AddActivity<int, int>("Quick", value => value)
                .AddOrchestrator("Race", async context =>
                {
                    Task timer = context.CreateTimer(TimeSpan.FromMinutes(5), CancellationToken.None);
                    await Task.WhenAny(timer, context.CallActivityAsync<int>("Quick", 1));
                    return "won";
                }),
            new DurableTestHostOptions { SkipTime = false });
        string id = await host.StartInstanceAsync("Race");
        await host.WhenIdleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.StatusAsync(id)).RuntimeStatus);
        await host.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("won", (await host.StatusAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Many_timers_due_at_once_all_fire()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Many", async context =>
            {
                DateTime due = context.CurrentUtcDateTime.AddHours(1);
                await Task.WhenAll(Enumerable.Range(0, 2000).Select(_ => context.CreateTimer(due, CancellationToken.None)));
                return context.CurrentUtcDateTime == due;
            }));
        Assert.True((await host.RunAsync("Many")).ReadOutputAs<bool>());
    }
}
