using System.Runtime.CompilerServices;
using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.Engine;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Engine.Replay;
using Kiln.LocalHost.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kiln.LocalHost.Tests.Replay;

/// <summary>
/// Histories recorded by an earlier build, one JSON line per turn, are replayed up to every prefix; the next turn must then bring forth
/// exactly what was recorded, inputs included. Set KILN_RECORD_HISTORIES=1 to record them anew after a deliberate change.
/// </summary>
public sealed class GoldenHistoryTests
{
    public static TheoryData<string> Names => [.. GoldenOrchestrations.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_prefix_leads_to_the_recorded_next_turn(string name)
    {
        string path = PathOf(name);
        if (Environment.GetEnvironmentVariable("KILN_RECORD_HISTORIES") == "1")
        {
            await RecordAsync(name, path);
        }

        List<List<HistoryEvent>> turns = Read(path);
        Assert.True(turns.Count > 2, "The recorded history has too few turns to mean anything.");
        RecordedTurns.AssertEveryPrefixLeadsOn(turns, () => Executor(name, GoldenOrchestrations.All[name]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_deliberate_change_of_the_code_is_noticed(string name)
    {
        List<List<HistoryEvent>> turns = Read(PathOf(name));
        OrchestrationExecutor executor = Executor(name, async context =>
        {
            await context.CallActivityAsync("Inserted before everything else");
            return await GoldenOrchestrations.All[name](context);
        });
        foreach (List<HistoryEvent> turn in turns.SkipLast(1))
        {
            executor.Replay(turn);
        }

        TurnOutcome outcome = executor.Run([.. turns[^1].Where(RecordedTurns.IsInbound)]);
        Assert.Equal(typeof(NonDeterministicOrchestrationException).FullName, outcome.Completion!.Failure!.ErrorType);
    }

    private static OrchestrationExecutor Executor(string name, Func<TaskOrchestrationContext, Task<object?>> code) => new(
        $"golden-{name}", code, new DurableEngineOptions { DataDirectory = string.Empty }, NullLoggerFactory.Instance, () => { });

    private static List<List<HistoryEvent>> Read(string path) =>
        [.. File.ReadAllLines(path).Select(line => HistoryCodec.Decode(System.Text.Encoding.UTF8.GetBytes(line)))];

    private static async Task RecordAsync(string name, string path)
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks =>
        {
            tasks.AddActivity<int, int>("Double", value => value * 2)
                .AddActivity<string, string>("Fail", _ => throw new FormatException("always"))
                .AddOrchestrator("Child", context => context.CallActivityAsync<int>("Double", context.GetInput<int>()));
            foreach ((string orchestrator, Func<TaskOrchestrationContext, Task<object?>> code) in GoldenOrchestrations.All)
            {
                tasks.AddOrchestrator(orchestrator, code);
            }
        });
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync(name, 3, new StartOrchestrationOptions($"golden-{name}"));
        await host.WhenIdleAsync();
        for (int value = 0; value < 3; value++)
        {
            await host.Client.RaiseEventAsync(id, "value", value);
            await host.WhenIdleAsync();
        }

        await host.Client.WaitForInstanceCompletionAsync(id);
        // Stack traces differ from one build to the next.
        List<List<HistoryEvent>> turns = RecordedTurns.Of((await host.Engine.GetHistoryAsync(id))!.Select(historyEvent =>
            historyEvent is TaskFailed failed ? failed with { Failure = failed.Failure with { StackTrace = null } } : historyEvent));
        await File.WriteAllLinesAsync(path, turns.Select(turn => System.Text.Encoding.UTF8.GetString(HistoryCodec.Encode(turn))));
    }

    private static string PathOf(string name, [CallerFilePath] string source = "") =>
        Path.Combine(Path.GetDirectoryName(source)!, "Histories", $"{name}.v1.jsonl");
}
