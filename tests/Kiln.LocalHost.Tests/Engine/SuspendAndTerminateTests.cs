using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Testing;

namespace Kiln.LocalHost.Tests.Engine;

public sealed class SuspendAndTerminateTests
{
    [Theory]
    [InlineData(1000)]
    [InlineData(0)]
    public async Task While_suspended_events_queue_up_and_are_taken_in_order_after_the_resume(int cached)
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(
            tasks => tasks.AddOrchestrator("Wait", async context =>
                new[] { await context.WaitForExternalEvent<int>("value"), await context.WaitForExternalEvent<int>("value") }),
            new DurableTestHostOptions { MaxCachedOrchestrators = cached });
        string id = await host.StartInstanceAsync("Wait");
        await host.Client.SuspendInstanceAsync(id, "hold");
        await host.Client.RaiseEventAsync(id, "value", 1);
        await host.Client.RaiseEventAsync(id, "value", 2);
        await host.WhenIdleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.StatusAsync(id)).RuntimeStatus);
        await host.RestartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.StatusAsync(id)).RuntimeStatus);
        await host.Client.ResumeInstanceAsync(id);
        int[] values = (await host.EndOfAsync(id)).ReadOutputAs<int[]>()!;
        Assert.Equal([1, 2], values);
    }

    [Fact]
    public async Task A_dispatched_activity_finishes_and_timers_fire_into_the_queue()
    {
        int ran = 0;
        await using DurableTestHost host = await DurableTestHost.StartAsync(
            tasks => tasks
                .AddActivity<int, int>("Act", _ => Interlocked.Increment(ref ran))
                .AddOrchestrator("Work", async context =>
                {
                    await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                    return await context.CallActivityAsync<int>("Act", 0);
                }),
            new DurableTestHostOptions { SkipTime = false });
        string id = await host.StartInstanceAsync("Work");
        await host.WhenIdleAsync();
        await host.Client.SuspendInstanceAsync(id);
        await host.AdvanceAsync(TimeSpan.FromHours(2));
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.StatusAsync(id)).RuntimeStatus);
        Assert.Equal(0, ran);
        await host.Client.ResumeInstanceAsync(id);
        Assert.Equal(1, (await host.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(0)]
    public async Task An_instance_suspended_before_it_began_begins_after_the_resume(int cached)
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(
            tasks => tasks
                .AddActivity<int, int>("Act", value => value + 1)
                .AddOrchestrator("Work", context => context.CallActivityAsync<int>("Act", context.GetInput<int>())),
            new DurableTestHostOptions { SkipTime = false, MaxCachedOrchestrators = cached });
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            "Work", 1, new Kiln.LocalHost.DurableTask.StartOrchestrationOptions(StartAt: host.Clock.GetUtcNow().AddHours(1)));
        await host.Client.SuspendInstanceAsync(id);
        await host.AdvanceAsync(TimeSpan.FromHours(2));
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.StatusAsync(id)).RuntimeStatus);
        await host.Client.ResumeInstanceAsync(id);
        Assert.Equal(2, (await host.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Terminate_ends_the_instance_without_running_its_code_on(bool suspended)
    {
        bool finallyRan = false;
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Wait", async context =>
            {
                try
                {
                    await context.WaitForExternalEvent<int>("never");
                }
                finally
                {
                    finallyRan = true;
                }
            }));
        string id = await host.StartInstanceAsync("Wait");
        await host.WhenIdleAsync();
        if (suspended)
        {
            await host.Client.SuspendInstanceAsync(id);
        }

        await host.Client.TerminateInstanceAsync(id, "no longer wanted");
        OrchestrationMetadata result = await host.EndOfAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, result.RuntimeStatus);
        Assert.Equal("no longer wanted", result.ReadOutputAs<string>());
        Assert.False(finallyRan);
    }

    [Fact]
    public async Task A_running_activity_finishes_and_its_result_is_dropped()
    {
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddActivity<int, int>("Slow", async (value, _) =>
            {
                began.SetResult();
                await release.Task;
                return value;
            })
            .AddOrchestrator("Work", context => context.CallActivityAsync<int>("Slow", 1)));
        string id = await host.StartInstanceAsync("Work");
        await began.Task;
        await host.Client.TerminateInstanceAsync(id, "stop");
        await host.EndOfAsync(id);
        release.SetResult();
        await host.WhenIdleAsync();
        Assert.Equal("stop", (await host.StatusAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Commands_to_finished_and_unknown_instances_are_refused()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks.AddOrchestrator("Done", _ => Task.FromResult(1)));
        string id = (await host.RunAsync("Done")).InstanceId;
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Client.TerminateInstanceAsync(id, "x"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Client.SuspendInstanceAsync(id));
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Client.ResumeInstanceAsync(id));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.TerminateInstanceAsync("nobody", "x"));
    }
}
