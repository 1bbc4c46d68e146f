using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine;
using Kiln.LocalHost.Engine.Storage;
using Kiln.LocalHost.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kiln.LocalHost.Tests.Engine;

public sealed class DurabilityTests : IDisposable
{
    private readonly EngineDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_engine_whose_hub_was_taken_over_writes_nothing_more()
    {
        await using DurableEngine engine = await _directory.StartAsync();
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await engine.Hub.Load.WhenIdleAsync();
        _directory.Script("UPDATE meta SET value = value + 1 WHERE name = 'epoch'");
        await Assert.ThrowsAsync<EngineFencedException>(() => engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait"));
    }

    [Fact]
    public async Task An_instance_that_cannot_be_read_is_failed_after_five_attempts()
    {
        ManualClock clock = new();
        DurableTestHostOptions options = new() { DataDirectory = _directory.FullName, Clock = clock, MaxCachedOrchestrators = 0, SkipTime = false };
        await using DurableTestHost host = await DurableTestHost.StartAsync(
            tasks => tasks.AddOrchestrator("Wait", context => context.WaitForExternalEvent<int>("go")), options);
        await host.StartInstanceAsync("Wait", instanceId: "broken");
        await host.StartInstanceAsync("Wait", instanceId: "sound");
        await host.WhenIdleAsync();
        _directory.Script("UPDATE history SET events = x'00' WHERE row = (SELECT key * 16777216 + 1 FROM instances WHERE id = 'broken')", "test.db");
        await host.Client.RaiseEventAsync("broken", "go", 1);
        await host.Client.RaiseEventAsync("sound", "go", 2);
        Task<OrchestrationMetadata> end = host.EndOfAsync("broken");
        while (!end.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        OrchestrationMetadata failed = await end;
        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        Assert.Equal("PoisonedInstance", failed.FailureDetails!.ErrorType);
        Assert.Equal("System.Text.Json.JsonException", failed.FailureDetails.InnerFailure!.ErrorType);
        Assert.Equal(2, (await host.EndOfAsync("sound")).ReadOutputAs<int>());
    }

    [Theory]
    [InlineData(4, OrchestrationRuntimeStatus.Completed)]
    [InlineData(int.MaxValue, OrchestrationRuntimeStatus.Failed)]
    public async Task A_turn_that_cannot_be_written_is_tried_again_a_few_times(int failures, OrchestrationRuntimeStatus expected)
    {
        int failed = 0;
        DurableEngineOptions options = new()
        {
            DataDirectory = _directory.FullName,
            BoundaryReached = boundary =>
            {
                if (boundary == DurabilityBoundary.TurnWritten && Interlocked.Increment(ref failed) <= failures)
                {
                    throw new InvalidOperationException("cannot be written");
                }
            },
        };
        await using DurableEngine engine = new(
            options, new TaskRegistry().AddOrchestrator("Echo", context => Task.FromResult<object?>(context.GetInput<int>())), NullLoggerFactory.Instance);
        await engine.StartAsync();
        string id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Echo", 3);
        OrchestrationMetadata end = await engine.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        Assert.Equal(expected, end.RuntimeStatus);
        Assert.Equal(expected == OrchestrationRuntimeStatus.Failed ? null : "3", end.SerializedOutput);
    }

    [Fact]
    public async Task A_stop_lets_a_running_activity_finish()
    {
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int runs = 0;
        TaskRegistry registry = new TaskRegistry()
            .AddActivity("Slow", async (_, _) =>
            {
                Interlocked.Increment(ref runs);
                began.TrySetResult();
                await release.Task;
                return 5;
            })
            .AddOrchestrator("Work", async context => await context.CallActivityAsync<int>("Slow"));
        string id;
        await using (DurableEngine engine = await _directory.StartAsync(registry))
        {
            id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Work");
            await began.Task;
            Task stop = engine.StopAsync();
            Assert.False(stop.IsCompleted);
            release.SetResult();
            await stop;
        }

        await using DurableEngine again = await _directory.StartAsync(registry);
        OrchestrationMetadata end = await again.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        Assert.Equal(5, end.ReadOutputAs<int>());
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task After_the_grace_time_an_activity_is_cancelled_and_runs_again_after_the_next_start()
    {
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int runs = 0;
        TaskRegistry registry = new TaskRegistry()
            .AddActivity("Stuck", async (_, cancellationToken) =>
            {
                if (Interlocked.Increment(ref runs) == 1)
                {
                    began.SetResult();
                    await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
                }

                return 6;
            })
            .AddOrchestrator("Work", async context => await context.CallActivityAsync<int>("Stuck"));
        string id;
        await using (DurableEngine engine = await _directory.StartAsync(registry, TimeSpan.Zero))
        {
            id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Work");
            await began.Task;
        }

        await using DurableEngine again = await _directory.StartAsync(registry);
        OrchestrationMetadata end = await again.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        Assert.Equal(6, end.ReadOutputAs<int>());
        Assert.Equal(2, runs);
    }
}
