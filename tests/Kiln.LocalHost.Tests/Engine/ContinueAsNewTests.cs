using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Testing;

namespace Kiln.LocalHost.Tests.Engine;

public sealed class ContinueAsNewTests
{
    [Fact]
    public async Task The_history_begins_anew_with_the_new_input()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddActivity<int, int>("Next", value => value + 1)
            .AddOrchestrator("Loop", async context =>
            {
                int value = await context.CallActivityAsync<int>("Next", context.GetInput<int>());
                if (value < 20)
                {
                    context.ContinueAsNew(value);
                    return -1;
                }

                return value;
            }));
        OrchestrationMetadata result = await host.RunAsync("Loop", 0, "loop");
        Assert.Equal(20, result.ReadOutputAs<int>());
        Assert.Single((await host.Engine.GetHistoryAsync("loop"))!.OfType<TaskScheduled>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_that_nobody_took_go_over_unless_told_otherwise(bool preserve)
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(
            tasks => tasks.AddOrchestrator("Loop", async context =>
            {
                List<int> taken = context.GetInput<List<int>>()!;
                if (taken.Count == 0)
                {
                    await context.WaitForExternalEvent<string>("go");
                }

                taken.Add(await context.WaitForExternalEvent<int>("value"));
                if (taken.Count < 3)
                {
                    context.ContinueAsNew(taken, preserve);
                }

                return taken;
            }));
        string id = await host.StartInstanceAsync("Loop", new List<int>());
        foreach (int value in new[] { 1, 2, 3 })
        {
            await host.Client.RaiseEventAsync(id, "value", value);
        }

        await host.WhenIdleAsync();
        await host.Client.RaiseEventAsync(id, "go", "");
        await host.WhenIdleAsync();
        if (!preserve)
        {
            Assert.True((await host.StatusAsync(id)).IsRunning);
            await host.Client.RaiseEventAsync(id, "value", 8);
            await host.WhenIdleAsync();
            await host.Client.RaiseEventAsync(id, "value", 9);
        }

        List<int> result = (await host.EndOfAsync(id)).ReadOutputAs<List<int>>()!;
        Assert.Equal(preserve ? [1, 2, 3] : [1, 8, 9], result);
    }

    [Fact]
    public async Task It_waits_for_open_tasks_like_completion_does()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(
            tasks => tasks.AddOrchestrator("Loop", context =>
            {
                if (context.GetInput<int>() == 0)
                {
                    _ = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                    context.ContinueAsNew(1);
                }

                return Task.FromResult(context.GetInput<int>());
            }),
            new DurableTestHostOptions { SkipTime = false });
        string id = await host.StartInstanceAsync("Loop", 0);
        await host.WhenIdleAsync();
        Assert.True((await host.StatusAsync(id)).IsRunning);
        await host.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.Equal(1, (await host.StatusAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_failure_after_the_call_fails_the_instance()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Loop", Task (context) =>
            {
                context.ContinueAsNew(1);
                throw new FormatException("no more");
            }));
        Assert.True((await host.RunAsync("Loop")).FailureDetails!.IsCausedBy<FormatException>());
    }

    [Fact]
    public async Task A_child_that_continued_as_new_still_reports_to_its_parent()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Child", context =>
            {
                int value = context.GetInput<int>();
                if (value < 5)
                {
                    context.ContinueAsNew(value + 1);
                }

                return Task.FromResult(value);
            })
            .AddOrchestrator("Parent", context => context.CallSubOrchestratorAsync<int>("Child", 0)));
        Assert.Equal(5, (await host.RunAsync("Parent")).ReadOutputAs<int>());
    }
}
