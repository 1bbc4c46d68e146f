using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Testing;

namespace Kiln.LocalHost.Tests.Engine;

public sealed class ActivityTests
{
    [Fact]
    public async Task Activities_in_sequence_hand_their_results_on()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddActivity<int, int>("Double", value => value * 2)
            .AddOrchestrator("Chain", async context =>
            {
                int value = context.GetInput<int>();
                for (int step = 0; step < 5; step++)
                {
                    value = await context.CallActivityAsync<int>("Double", value);
                }

                return value;
            }));
        OrchestrationMetadata result = await host.RunAsync("Chain", 3);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, result.RuntimeStatus);
        Assert.Equal(96, result.ReadOutputAs<int>());
        Assert.Equal(3, result.ReadInputAs<int>());
    }

    [Fact]
    public async Task Activities_fan_out_and_in()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddActivity<int, int>("Square", value => value * value)
            .AddOrchestrator("FanOut", async context =>
            {
                int[] squares = await Task.WhenAll(
                    Enumerable.Range(0, context.GetInput<int>()).Select(value => context.CallActivityAsync<int>("Square", value)));
                return squares.Sum();
            }));
        OrchestrationMetadata result = await host.RunAsync("FanOut", 1000);
        Assert.Equal(Enumerable.Range(0, 1000).Sum(value => value * value), result.ReadOutputAs<int>());
    }

    [Fact]
    public async Task No_more_activities_run_at_once_than_the_limit_and_none_is_forgotten()
    {
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource full = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int running = 0;
        int most = 0;
        await using DurableTestHost host = await DurableTestHost.StartAsync(
            tasks => tasks
                .AddActivity<int, int>("Held", async (value, _) =>
                {
                    int now = Interlocked.Increment(ref running);
                    InterlockedMax(ref most, now);
                    if (now == 3)
                    {
                        full.TrySetResult();
                    }

                    await release.Task;
                    Interlocked.Decrement(ref running);
                    return value;
                })
                .AddOrchestrator("FanOut", async context => (await Task.WhenAll(
                    Enumerable.Range(0, 200).Select(value => context.CallActivityAsync<int>("Held", value)))).Sum()),
            new DurableTestHostOptions { MaxConcurrentActivities = 3 });
        string id = await host.StartInstanceAsync("FanOut");
        await full.Task;
        release.SetResult();
        Assert.Equal(199 * 100, (await host.EndOfAsync(id)).ReadOutputAs<int>());
        Assert.Equal(3, most);

        static void InterlockedMax(ref int most, int value)
        {
            for (int seen = Volatile.Read(ref most); seen < value; seen = Volatile.Read(ref most))
            {
                Interlocked.CompareExchange(ref most, value, seen);
            }
        }
    }

    [Fact]
    public async Task Names_ignore_case()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddActivity<string, string>("Echo", text => text)
            .AddOrchestrator("Caller", context => context.CallActivityAsync<string>("ECHO", "hello")));
        Assert.Equal("hello", (await host.RunAsync("caller")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_failed_activity_surfaces_with_its_causes()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddActivity<int, int>("Break", _ => throw new InvalidOperationException("outer", new FormatException("inner")))
            .AddOrchestrator("Caller", async context =>
            {
                try
                {
                    return await context.CallActivityAsync<string>("Break", 1);
                }
                catch (TaskFailedException failed)
                {
                    Assert.Equal("Break", failed.TaskName);
                    Assert.Equal(0, failed.TaskId);
                    Assert.Equal("Task 'Break' (#0) failed with an unhandled exception: outer", failed.Message);
                    Assert.True(failed.FailureDetails.IsCausedBy<InvalidOperationException>());
                    Assert.True(failed.FailureDetails.IsCausedBy<SystemException>());
                    Assert.False(failed.FailureDetails.IsCausedBy<FormatException>());
                    Assert.True(failed.FailureDetails.InnerFailure!.IsCausedBy<FormatException>());
                    Assert.Contains(nameof(ActivityTests), failed.FailureDetails.StackTrace, StringComparison.Ordinal);
                    return failed.FailureDetails.ToString();
                }
            }));
        Assert.Equal("System.InvalidOperationException: outer", (await host.RunAsync("Caller")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_unhandled_failure_fails_the_instance_with_the_activitys_failure_inside()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddActivity<int, int>("Break", _ => throw new FormatException("bad"))
            .AddOrchestrator("Caller", context => context.CallActivityAsync("Break", 1)));
        OrchestrationMetadata result = await host.RunAsync("Caller");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.True(result.FailureDetails!.IsCausedBy<TaskFailedException>());
        Assert.Equal("System.FormatException", result.FailureDetails.InnerFailure!.ErrorType);
    }

    [Fact]
    public async Task An_unknown_activity_is_a_failure_that_is_not_retried()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Caller", context => context.CallActivityAsync(
                "Nowhere", options: TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromHours(1))))));
        OrchestrationMetadata result = await host.RunAsync("Caller");
        Assert.Equal("ActivityTaskNotFound", result.FailureDetails!.InnerFailure!.ErrorType);
        Assert.Equal(host.Clock.GetUtcNow(), new ManualClock().GetUtcNow());
    }

    [Fact]
    public async Task An_unknown_orchestrator_fails_its_instance()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(_ => { });
        OrchestrationMetadata result = await host.RunAsync("Nowhere");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Equal("OrchestratorTaskNotFound", result.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task Options_passed_as_input_are_refused()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Caller", context => context.CallActivityAsync<int>("Any", (object)new TaskOptions())));
        Assert.True((await host.RunAsync("Caller")).FailureDetails!.IsCausedBy<ArgumentException>());
    }

    [Fact]
    public async Task An_overlong_error_message_is_cut()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Caller", Task (_) => throw new InvalidOperationException(new string('x', 200_000))));
        Assert.InRange((await host.RunAsync("Caller")).FailureDetails!.ErrorMessage.Length, 1000, 20_000);
    }
}
