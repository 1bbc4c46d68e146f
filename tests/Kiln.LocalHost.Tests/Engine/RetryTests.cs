using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Testing;

namespace Kiln.LocalHost.Tests.Engine;

public sealed class RetryTests
{
    [Fact]
    public async Task Intervals_grow_by_the_coefficient_up_to_the_longest()
    {
        RetryPolicy policy = new(6, TimeSpan.FromSeconds(10), 2.0, TimeSpan.FromSeconds(50));
        (OrchestrationMetadata result, int attempts, TimeSpan[] timers) = await RunAsync(policy, failures: 5);
        Assert.Equal("done", result.ReadOutputAs<string>());
        Assert.Equal(6, attempts);
        Assert.Equal([10, 20, 40, 50, 50], timers.Select(timer => timer.TotalSeconds));
    }

    [Fact]
    public async Task After_the_last_attempt_there_is_one_more_timer_without_delay()
    {
        (OrchestrationMetadata result, int attempts, TimeSpan[] timers) = await RunAsync(
            new RetryPolicy(3, TimeSpan.FromSeconds(10)), failures: 100);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Equal(3, attempts);
        Assert.Equal([10, 10, 0], timers.Select(timer => timer.TotalSeconds));
    }

    [Fact]
    public async Task One_attempt_has_the_extra_timer_too()
    {
        (_, int attempts, TimeSpan[] timers) = await RunAsync(new RetryPolicy(1, TimeSpan.FromSeconds(10)), failures: 100);
        Assert.Equal(1, attempts);
        Assert.Equal([0], timers.Select(timer => timer.TotalSeconds));
    }

    [Fact]
    public async Task A_filter_that_says_no_stops_at_once_and_without_a_timer()
    {
        RetryPolicy policy = new(5, TimeSpan.FromSeconds(10)) { HandleFailure = failure => !failure.IsCausedBy<TimeoutException>() };
        (OrchestrationMetadata result, int attempts, TimeSpan[] timers) = await RunAsync(policy, failures: 100);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Equal(1, attempts);
        Assert.Empty(timers);
    }

    [Fact]
    public async Task A_filter_that_throws_is_a_no()
    {
        RetryPolicy policy = new(5, TimeSpan.FromSeconds(10)) { HandleFailure = _ => throw new InvalidOperationException() };
        (OrchestrationMetadata result, int attempts, _) = await RunAsync(policy, failures: 100);
        Assert.True(result.FailureDetails!.InnerFailure!.IsCausedBy<TimeoutException>());
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task The_retry_timeout_stops_without_an_extra_timer()
    {
        RetryPolicy policy = new(100, TimeSpan.FromSeconds(10), retryTimeout: TimeSpan.FromSeconds(25));
        (_, int attempts, TimeSpan[] timers) = await RunAsync(policy, failures: 100);
        Assert.Equal(4, attempts);
        Assert.Equal([10, 10, 10], timers.Select(timer => timer.TotalSeconds));
    }

    [Fact]
    public async Task A_handler_gets_the_attempt_from_one_and_makes_no_delay_of_its_own()
    {
        List<int> attempts = [];
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddActivity<int, int>("Break", _ => throw new TimeoutException("late"))
            .AddOrchestrator("Caller", context => context.CallActivityAsync("Break", 1, TaskOptions.FromRetryHandler(async retry =>
            {
                Assert.True(retry.LastFailure.IsCausedBy<TimeoutException>());
                if (!retry.OrchestrationContext.IsReplaying)
                {
                    attempts.Add(retry.LastAttemptNumber);
                }

                await retry.OrchestrationContext.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                return retry.TotalRetryTime < TimeSpan.FromMinutes(2);
            }))));
        OrchestrationMetadata result = await host.RunAsync("Caller", instanceId: "c");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Equal([1, 2, 3], attempts);
        Assert.Equal(3, (await host.Engine.GetHistoryAsync("c"))!.OfType<TimerCreated>().Count());
    }

    [Fact]
    public async Task A_sub_orchestration_is_retried_under_the_same_id()
    {
        int runs = 0;
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddActivity<int, int>("Run", _ => Interlocked.Increment(ref runs))
            .AddOrchestrator("Child", async context =>
                await context.CallActivityAsync<int>("Run", 0) < 3 ? throw new TimeoutException() : context.InstanceId)
            .AddOrchestrator("Parent", context => context.CallSubOrchestratorAsync<string>(
                "Child", options: TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(1))).WithInstanceId("kid"))));
        Assert.Equal("kid", (await host.RunAsync("Parent")).ReadOutputAs<string>());
        Assert.Equal(3, runs);
    }

    [Theory]
    [InlineData(0, 1, 1.0, 10, 10)]
    [InlineData(1, 0, 1.0, 10, 10)]
    [InlineData(1, 1, 0.9, 10, 10)]
    [InlineData(1, 5, 1.0, 4, 10)]
    [InlineData(1, 5, 1.0, 10, 4)]
    [InlineData(1, 5, double.NaN, 10, 10)]
    public void A_policy_out_of_range_is_refused(int attempts, int first, double coefficient, int longest, int timeout) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(
            attempts, TimeSpan.FromSeconds(first), coefficient, TimeSpan.FromSeconds(longest), TimeSpan.FromSeconds(timeout)));

    private static async Task<(OrchestrationMetadata Result, int Attempts, TimeSpan[] Timers)> RunAsync(RetryPolicy policy, int failures)
    {
        int attempts = 0;
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddActivity<int, string>("Flaky", _ => Interlocked.Increment(ref attempts) <= failures ? throw new TimeoutException("late") : "done")
            .AddOrchestrator("Caller", context => context.CallActivityAsync<string>("Flaky", 1, TaskOptions.FromRetryPolicy(policy))));
        OrchestrationMetadata result = await host.RunAsync("Caller", instanceId: "c");
        List<TimeSpan> timers = [];
        DateTime now = default;
        foreach (HistoryEvent historyEvent in (await host.Engine.GetHistoryAsync("c"))!)
        {
            now = historyEvent is OrchestratorStarted turn ? turn.Timestamp : now;
            if (historyEvent is TimerCreated timer)
            {
                timers.Add(timer.FireAt - now);
            }
        }

        return (result, attempts, [.. timers]);
    }
}
