using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Testing;

namespace Kiln.LocalHost.Tests.Engine;

public sealed class ExternalEventTests
{
    [Fact]
    public async Task Events_without_a_wait_are_kept_in_order_and_names_ignore_case()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Collect", async context =>
            {
                await context.WaitForExternalEvent<string>("go");
                List<int> values = [];
                for (int index = 0; index < 5; index++)
                {
                    values.Add(await context.WaitForExternalEvent<int>("VALUE"));
                }

                return values;
            }));
        string id = await host.StartInstanceAsync("Collect");
        for (int value = 0; value < 5; value++)
        {
            await host.Client.RaiseEventAsync(id, "value", value);
        }

        await host.Client.RaiseEventAsync(id, "Go", "!");
        List<int> values = (await host.EndOfAsync(id)).ReadOutputAs<List<int>>()!;
        Assert.Equal([0, 1, 2, 3, 4], values);
    }

    [Fact]
    public async Task Of_several_waits_the_newest_is_served_first()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Waits", async context =>
            {
                Task<int> first = context.WaitForExternalEvent<int>("value");
                Task<int> second = context.WaitForExternalEvent<int>("value");
                Task<int> third = context.WaitForExternalEvent<int>("value");
                return await Task.WhenAll(first, second, third);
            }));
        string id = await host.StartInstanceAsync("Waits");
        await host.WhenIdleAsync();
        foreach (int value in new[] { 1, 2, 3 })
        {
            await host.Client.RaiseEventAsync(id, "value", value);
        }

        int[] values = (await host.EndOfAsync(id)).ReadOutputAs<int[]>()!;
        Assert.Equal([3, 2, 1], values);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wait_with_a_timeout_is_cancelled_and_a_newer_wait_is_served_before_it(bool compatible)
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(
            tasks => tasks.AddOrchestrator("Wait", async context =>
            {
                try
                {
                    await context.WaitForExternalEvent<string>("value", TimeSpan.FromMinutes(1));
                }
                catch (TaskCanceledException)
                {
                    context.SetCustomStatus("timed out");
                }

                return await context.WaitForExternalEvent<string>("value");
            }),
            new DurableTestHostOptions { SkipTime = false, CancelledWaitTakesEvent = compatible });
        string id = await host.StartInstanceAsync("Wait");
        await host.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("timed out", (await host.StatusAsync(id)).ReadCustomStatusAs<string>());
        await host.Client.RaiseEventAsync(id, "value", "second");
        Assert.Equal("second", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_event_after_a_cancelled_wait_is_kept_for_the_next_one()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(
            tasks => tasks.AddOrchestrator("Wait", WaitTwiceAsync), new DurableTestHostOptions { SkipTime = false });
        string id = await host.StartInstanceAsync("Wait");
        await host.Client.RaiseEventAsync(id, "value", "kept");
        await host.Client.RaiseEventAsync(id, "raised", "");
        Assert.Equal("kept", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task In_the_compatible_mode_an_event_between_two_waits_is_lost()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(
            tasks => tasks.AddOrchestrator("Wait", WaitTwiceAsync),
            new DurableTestHostOptions { SkipTime = false, CancelledWaitTakesEvent = true });
        string id = await host.StartInstanceAsync("Wait");
        await host.Client.RaiseEventAsync(id, "value", "lost");
        await host.Client.RaiseEventAsync(id, "raised", "");
        await host.WhenIdleAsync();
        Assert.True((await host.StatusAsync(id)).IsRunning);
        await host.Client.RaiseEventAsync(id, "value", "kept");
        Assert.Equal("kept", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Waits_for_one_name_must_have_one_type()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Mixed", async context =>
            {
                Task<int> first = context.WaitForExternalEvent<int>("value");
                Task<string> second = context.WaitForExternalEvent<string>("VALUE");
                await Task.WhenAll(first, second);
            }));
        Assert.True((await host.RunAsync("Mixed")).FailureDetails!.IsCausedBy<ArgumentException>());
    }

    [Fact]
    public async Task An_open_wait_does_not_keep_the_instance_from_completing()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Done", context =>
            {
                _ = context.WaitForExternalEvent<int>("never");
                return Task.FromResult("done");
            }));
        Assert.Equal("done", (await host.RunAsync("Done")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_event_sent_by_an_orchestrator_arrives()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Receiver", context => context.WaitForExternalEvent<int>("value"))
            .AddOrchestrator("Sender", context =>
            {
                context.SendEvent("receiver", "value", 42);
                context.SendEvent("nobody", "value", 43);
                return Task.CompletedTask;
            }));
        await host.StartInstanceAsync("Receiver", instanceId: "receiver");
        await host.RunAsync("Sender");
        Assert.Equal(42, (await host.EndOfAsync("receiver")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Events_to_unknown_and_finished_instances_are_dropped_silently()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Done", _ => Task.FromResult("done")));
        OrchestrationMetadata done = await host.RunAsync("Done");
        await host.Client.RaiseEventAsync(done.InstanceId, "value", 1);
        await host.Client.RaiseEventAsync("nobody", "value", 1);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.StatusAsync(done.InstanceId)).RuntimeStatus);
    }

    private static async Task<string> WaitTwiceAsync(Kiln.LocalHost.DurableTask.TaskOrchestrationContext context)
    {
        using CancellationTokenSource source = new();
        _ = context.WaitForExternalEvent<string>("value", source.Token);
        source.Cancel();
        await context.WaitForExternalEvent<string>("raised");
        return await context.WaitForExternalEvent<string>("value");
    }
}
