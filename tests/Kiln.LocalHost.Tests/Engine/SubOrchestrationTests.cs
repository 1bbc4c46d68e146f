using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Testing;

namespace Kiln.LocalHost.Tests.Engine;

public sealed class SubOrchestrationTests
{
    [Fact]
    public async Task A_child_with_an_explicit_id_hands_its_output_to_the_parent()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddActivity<int, int>("Double", value => value * 2)
            .AddOrchestrator("Child", async context =>
            {
                Assert.Equal("parent", context.Parent!.InstanceId);
                Assert.Equal("Parent", context.Parent.Name.Name);
                return await context.CallActivityAsync<int>("Double", context.GetInput<int>());
            })
            .AddOrchestrator("Parent", async context =>
            {
                Assert.Null(context.Parent);
                Task<int>[] children =
                [
                    .. Enumerable.Range(0, 10).Select(index => context.CallSubOrchestratorAsync<int>(
                        "Child", index, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}:{index}"))),
                ];
                return (await Task.WhenAll(children)).Sum();
            }));
        Assert.Equal(90, (await host.RunAsync("Parent", instanceId: "parent")).ReadOutputAs<int>());
        Assert.Equal(6, (await host.StatusAsync("parent:3")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_child_without_an_id_gets_a_deterministic_one()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Child", context => Task.FromResult(context.InstanceId))
            .AddOrchestrator("Parent", context => context.CallSubOrchestratorAsync<string>("Child")));
        string id = (await host.RunAsync("Parent", instanceId: "p")).ReadOutputAs<string>()!;
        DateTime start = ((await host.Engine.GetHistoryAsync("p"))!).OfType<OrchestratorStarted>().First().Timestamp;
        Assert.Equal(Kiln.LocalHost.Engine.Replay.DeterministicGuid.Create("p", start, 0).ToString("N"), id);
    }

    [Fact]
    public async Task A_failed_child_surfaces_with_its_failure()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Child", Task (_) => throw new FormatException("bad child"))
            .AddOrchestrator("Parent", async context =>
            {
                try
                {
                    await context.CallSubOrchestratorAsync("Child");
                    return "no failure";
                }
                catch (TaskFailedException failed) when (failed.FailureDetails.IsCausedBy<FormatException>())
                {
                    return failed.TaskName + ": " + failed.FailureDetails.ErrorMessage;
                }
            }));
        Assert.Equal("Child: bad child", (await host.RunAsync("Parent")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Terminating_the_parent_leaves_children_running_unless_recursive()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Child", async context =>
            {
                await (context.InstanceId.Count(letter => letter == ':') < 2
                    ? context.CallSubOrchestratorAsync("Child", options: new SubOrchestrationOptions(instanceId: context.InstanceId + ":c"))
                    : context.WaitForExternalEvent<int>("never"));
            }));
        await host.StartInstanceAsync("Child", instanceId: "a");
        await host.StartInstanceAsync("Child", instanceId: "b");
        await host.WhenIdleAsync();
        await host.Client.TerminateInstanceAsync("a", new TerminateInstanceOptions("stop"));
        await host.Client.TerminateInstanceAsync("b", new TerminateInstanceOptions("stop", Recursive: true));
        await host.WhenIdleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.StatusAsync("a")).RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.StatusAsync("a:c")).RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.StatusAsync("b:c:c")).RuntimeStatus);
        Assert.Equal("stop", (await host.StatusAsync("b:c:c")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Calling_a_child_whose_id_is_taken_by_a_running_instance_fails_the_call()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Waiter", context => context.WaitForExternalEvent<int>("never"))
            .AddOrchestrator("Parent", context => context.CallSubOrchestratorAsync(
                "Waiter", options: new SubOrchestrationOptions(instanceId: "taken"))));
        await host.StartInstanceAsync("Waiter", instanceId: "taken");
        OrchestrationMetadata parent = await host.RunAsync("Parent");
        Assert.True(parent.FailureDetails!.InnerFailure!.IsCausedBy<OrchestrationAlreadyExistsException>());
    }

    [Fact]
    public async Task The_version_is_not_inherited()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(
            tasks => tasks
                .AddOrchestrator("Child", context => Task.FromResult(context.Version))
                .AddOrchestrator("Parent", async context =>
                {
                    string inherited = await context.CallSubOrchestratorAsync<string>("Child");
                    string given = await context.CallSubOrchestratorAsync<string>(
                        "Child", options: new SubOrchestrationOptions { Version = "3.1" });
                    return $"{context.Version} {inherited} {given} {context.CompareVersionTo("1.10")} {context.CompareVersionTo("2.0")}";
                }),
            new DurableTestHostOptions { DefaultVersion = "1.0" });
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            "Parent", new StartOrchestrationOptions { Version = "2.0" });
        Assert.Equal("2.0 1.0 3.1 1 0", (await host.EndOfAsync(id)).ReadOutputAs<string>());
    }
}
