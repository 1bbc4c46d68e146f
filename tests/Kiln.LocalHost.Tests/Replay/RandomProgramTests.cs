using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Testing;
using Xunit.Abstractions;

namespace Kiln.LocalHost.Tests.Replay;

/// <summary>Random programs run on the engine, with and without executors in memory, and by an interpreter without any engine.</summary>
public sealed class RandomProgramTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1000, false)]
    [InlineData(0, false)]
    [InlineData(2, true)]
    public async Task Engine_and_oracle_agree(int cachedOrchestrators, bool restart)
    {
        Random random = Seeds.Next(output);
        RandomProgram[] programs = [.. Enumerable.Range(0, 60).Select(_ => RandomProgram.Create(random, depth: 3))];
        await using DurableTestHost host = await DurableTestHost.StartAsync(
            tasks => tasks
                .AddActivity<int, int>("Add", value => value + 1)
                .AddActivity<int, int>("Fail", value => throw new InvalidOperationException($"failed {value}"))
                .AddOrchestrator("Program", context => context.GetInput<RandomProgram>()!.RunAsync(context)),
            new DurableTestHostOptions { MaxCachedOrchestrators = cachedOrchestrators });
        for (int index = 0; index < programs.Length; index++)
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync(
                "Program", programs[index], new Kiln.LocalHost.DurableTask.StartOrchestrationOptions($"p{index}"));
            int events = programs[index].Events;
            for (int value = 0; value < events; value++)
            {
                await host.Client.RaiseEventAsync($"p{index}", "value", value);
            }

            if (restart && index % 20 == 19)
            {
                await host.RestartAsync();
            }
        }

        for (int index = 0; index < programs.Length; index++)
        {
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
            OrchestrationMetadata end = await host.Client.WaitForInstanceCompletionAsync($"p{index}", true, patience.Token);
            Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
            Assert.Equal(programs[index].Expected(), end.ReadOutputAs<string>());
        }
    }
}
