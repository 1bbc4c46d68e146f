using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Engine.Replay;
using Kiln.LocalHost.Testing;
using Kiln.LocalHost.Tests.Replay;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kiln.LocalHost.Tests.Engine;

public sealed class RewindTests
{
    private readonly List<string> _runs = [];
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _broken = true;

    [Fact]
    public async Task Only_the_failed_activity_of_a_chain_runs_again()
    {
        await using DurableTestHost host = await StartAsync(async context =>
            await context.CallActivityAsync<string>("Sound", "a") + await context.CallActivityAsync<string>("Fragile", "b"));
        await FailAsync(host);
        await RewindAsync(host);
        OrchestrationMetadata end = await host.EndOfAsync("run");
        Assert.Equal((OrchestrationRuntimeStatus.Completed, "ab"), (end.RuntimeStatus, end.ReadOutputAs<string>()));
        Assert.Equal(["a", "b", "b"], _runs);
        Assert.Null(end.FailureDetails);
    }

    [Fact]
    public async Task The_branches_of_a_fan_out_that_succeeded_are_kept_whatever_order_they_ended_in()
    {
        await using DurableTestHost host = await StartAsync(async context => string.Concat(await Task.WhenAll(
            context.CallActivityAsync<string>("Sound", "a"),
            context.CallActivityAsync<string>("Fragile", "b"),
            context.CallActivityAsync<string>("Sound", "c"))));
        await FailAsync(host);
        await RewindAsync(host);
        Assert.Equal("abc", (await host.EndOfAsync("run")).ReadOutputAs<string>());
        Assert.Equal(["a", "b", "b", "c"], _runs.Order());
    }

    [Fact]
    public async Task Retries_are_counted_anew_and_their_timers_are_forgotten()
    {
        TaskOptions twice = TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromMinutes(1)));
        await using DurableTestHost host = await StartAsync(context => context.CallActivityAsync<string>("Fragile", "b", twice));
        await FailAsync(host);
        Assert.Equal(["b", "b"], _runs);
        await host.Engine.RewindAsync("run", "once more");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.EndOfAsync("run")).RuntimeStatus);
        Assert.Equal(4, _runs.Count);
        await RewindAsync(host);
        Assert.Equal("b", (await host.EndOfAsync("run")).ReadOutputAs<string>());
        Assert.Equal(5, _runs.Count);
        Assert.DoesNotContain(await HistoryAsync(host), entry => entry is TimerCreated or TimerFired or TaskFailed);
    }

    [Fact]
    public async Task What_was_done_because_of_the_failure_is_forgotten_and_its_numbers_are_free()
    {
        await using DurableTestHost host = await StartAsync(async context =>
        {
            try
            {
                await context.CallActivityAsync<string>("Fragile", "b");
            }
            catch (TaskFailedException)
            {
                await context.CallActivityAsync<string>("Sound", "cleanup");
                throw;
            }

            return await context.CallActivityAsync<string>("Sound", "after");
        });
        await FailAsync(host);
        await RewindAsync(host);
        Assert.Equal("after", (await host.EndOfAsync("run")).ReadOutputAs<string>());
        Assert.Equal(["b", "cleanup", "b", "after"], _runs);
    }

    [Fact]
    public async Task Events_that_came_in_before_and_after_the_failure_are_kept_in_order()
    {
        await using DurableTestHost host = await StartAsync(async context =>
        {
            string first = await context.WaitForExternalEvent<string>("value");
            await context.CreateTimer(TimeSpan.FromDays(5), CancellationToken.None);
            Task<string> fragile = context.CallActivityAsync<string>("Fragile", "b");
            Task<string> last = context.CallActivityAsync<string>("Held", "c");
            string second = await context.WaitForExternalEvent<string>("value");
            string third = await context.WaitForExternalEvent<string>("value");
            return first + second + third + await fragile + await last;
        });
        await host.StartInstanceAsync("Run", instanceId: "run");
        foreach (string value in (string[])["1", "2", "3"])
        {
            await host.Client.RaiseEventAsync("run", "value", value);
        }

        _held.SetResult();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.EndOfAsync("run")).RuntimeStatus);
        await RewindAsync(host);
        Assert.Equal("123bc", (await host.EndOfAsync("run")).ReadOutputAs<string>());
        Assert.Equal(["b", "b", "c"], _runs.Order());
    }

    [Fact]
    public async Task A_failed_child_is_rewound_with_its_own_failed_child_and_a_sound_one_is_not_run_again()
    {
        await using DurableTestHost host = await StartAsync(
            async context =>
            {
                SubOrchestrationOptions sound = new(instanceId: "sound");
                SubOrchestrationOptions child = new(instanceId: "child");
                return await context.CallSubOrchestratorAsync<string>("Leaf", "Sound", sound)
                    + await context.CallSubOrchestratorAsync<string>("Child", null, child);
            });
        await FailAsync(host);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.StatusAsync("leaf")).RuntimeStatus);
        await RewindAsync(host);
        Assert.Equal("xx", (await host.EndOfAsync("run")).ReadOutputAs<string>());
        Assert.Equal(["x", "x", "x"], _runs);
        Assert.Equal("x", (await host.StatusAsync("child")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_child_that_was_rewound_by_itself_and_ended_gives_its_output_to_the_rewound_parent()
    {
        await using DurableTestHost host = await StartAsync(context =>
            context.CallSubOrchestratorAsync<string>("Child", null, new SubOrchestrationOptions(instanceId: "child")));
        await FailAsync(host);
        await RewindAsync(host, "child");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.EndOfAsync("child")).RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.StatusAsync("run")).RuntimeStatus);
        await host.Engine.RewindAsync("run", null);
        Assert.Equal("x", (await host.EndOfAsync("run")).ReadOutputAs<string>());
        Assert.Equal(["x", "x"], _runs);
    }

    [Theory]
    [InlineData("terminated")]
    [InlineData("purged")]
    public async Task A_child_that_was_terminated_or_is_gone_is_started_anew(string fate)
    {
        await using DurableTestHost host = await StartAsync(context => context.CallSubOrchestratorAsync<string>(
            "Waiting", null, new SubOrchestrationOptions(instanceId: "child")));
        await host.StartInstanceAsync("Run", instanceId: "run");
        await host.WhenIdleAsync();
        await host.Client.TerminateInstanceAsync("child", (object?)"no");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.EndOfAsync("run")).RuntimeStatus);
        if (fate == "purged")
        {
            await host.Client.PurgeInstanceAsync("child");
        }

        await host.Engine.RewindAsync("run", null);
        await host.Client.RaiseEventAsync("child", "go", "gone well");
        Assert.Equal("gone well", (await host.EndOfAsync("run")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task After_a_change_of_code_was_taken_back_the_children_and_timers_still_open_report_to_the_rewound_parent()
    {
        bool changed = false;
        await using DurableTestHost host = await StartAsync(
            async context =>
            {
                if (changed)
                {
                    await context.CallActivityAsync("Sound", "new");
                }

                Task<string> child = context.CallSubOrchestratorAsync<string>("Loop", "", new SubOrchestrationOptions(instanceId: "child"));
                Task timer = context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
                string value = await context.WaitForExternalEvent<string>("value");
                await timer;
                return value + await child;
            },
            new DurableTestHostOptions { SkipTime = false });
        await host.StartInstanceAsync("Run", instanceId: "run");
        await host.WhenIdleAsync();
        changed = true;
        await host.RestartAsync();
        await host.Client.RaiseEventAsync("run", "value", "kept ");
        OrchestrationMetadata failed = await host.EndOfAsync("run");
        Assert.True(failed.FailureDetails!.IsCausedBy<NonDeterministicOrchestrationException>());
        changed = false;
        await host.Engine.RewindAsync("run", "the old code is back");
        await host.Client.RaiseEventAsync("child", "go", "next ");
        await host.Client.RaiseEventAsync("child", "go", "end");
        await host.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.Equal("kept next end", (await host.EndOfAsync("run")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_orchestrator_that_failed_by_itself_takes_its_last_turn_again()
    {
        await using DurableTestHost host = await StartAsync(async context =>
        {
            string value = await context.WaitForExternalEvent<string>("value");
            return _broken ? throw new InvalidOperationException("broken") : value;
        });
        await host.StartInstanceAsync("Run", instanceId: "run");
        await host.Client.RaiseEventAsync("run", "value", "kept");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.EndOfAsync("run")).RuntimeStatus);
        await RewindAsync(host);
        Assert.Equal("kept", (await host.EndOfAsync("run")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_rewound_instance_survives_a_restart_and_its_history_replays_at_every_prefix()
    {
        Func<TaskOrchestrationContext, Task<object?>> code = async context =>
        {
            string first = await context.CallActivityAsync<string>("Sound", "a");
            string fragile = await context.CallActivityAsync<string>("Fragile", "b");
            string value = await context.WaitForExternalEvent<string>("value");
            return first + fragile + value + await context.CallActivityAsync<string>("Sound", "c");
        };
        await using DurableTestHost host = await StartAsync(async context => (string)(await code(context))!);
        await FailAsync(host);
        await RewindAsync(host);
        await host.WhenIdleAsync();
        await host.RestartAsync();
        await host.Client.RaiseEventAsync("run", "value", "-");
        Assert.Equal("ab-c", (await host.EndOfAsync("run")).ReadOutputAs<string>());
        IReadOnlyList<HistoryEvent> history = await HistoryAsync(host);
        Assert.Equal("mended", Assert.Single(history.OfType<ExecutionRewound>()).Reason);
        RecordedTurns.AssertEveryPrefixLeadsOn(RecordedTurns.Of(history), () => new OrchestrationExecutor(
            "run", code, new DurableEngineOptions { DataDirectory = string.Empty }, NullLoggerFactory.Instance, () => { }));
    }

    [Fact]
    public async Task Only_failed_instances_can_be_rewound()
    {
        await using DurableTestHost host = await StartAsync(context => context.WaitForExternalEvent<string>("value"));
        await host.StartInstanceAsync("Run", instanceId: "run");
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Engine.RewindAsync("run", null));
        await host.Client.RaiseEventAsync("run", "value", "done");
        await host.EndOfAsync("run");
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Engine.RewindAsync("run", null));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Engine.RewindAsync("nobody", null));
    }

    private Task<DurableTestHost> StartAsync(Func<TaskOrchestrationContext, Task<string>> run, DurableTestHostOptions? options = null) =>
        DurableTestHost.StartAsync(Register(run), options);

    private Action<DurableTestTasks> Register(Func<TaskOrchestrationContext, Task<string>> run) => tasks => tasks
        .AddActivity<string, string>("Sound", Run)
        .AddActivity<string, string>("Fragile", text => Run(text) is var ran && _broken ? throw new FormatException("broken") : ran)
        .AddActivity<string, string>("Held", async (text, _) =>
        {
            await _held.Task;
            return Run(text);
        })
        .AddOrchestrator("Run", run)
        .AddOrchestrator("Child", context => context.CallSubOrchestratorAsync<string>(
            "Leaf", "Fragile", new SubOrchestrationOptions(instanceId: "leaf")))
        .AddOrchestrator("Leaf", context => context.CallActivityAsync<string>(context.GetInput<string>()!, "x"))
        .AddOrchestrator("Waiting", context => context.WaitForExternalEvent<string>("go"))
        .AddOrchestrator("Loop", async context =>
        {
            string value = context.GetInput<string>() + await context.WaitForExternalEvent<string>("go");
            if (!value.EndsWith("end", StringComparison.Ordinal))
            {
                context.ContinueAsNew(value);
            }

            return value;
        });

    private string Run(string text)
    {
        lock (_runs)
        {
            _runs.Add(text);
        }

        return text;
    }

    private static async Task FailAsync(DurableTestHost host) =>
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.RunAsync("Run", instanceId: "run")).RuntimeStatus);

    private Task RewindAsync(DurableTestHost host, string instanceId = "run")
    {
        _broken = false;
        return host.Engine.RewindAsync(instanceId, "mended");
    }

    private static async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(DurableTestHost host) => (await host.Engine.GetHistoryAsync("run"))!;
}
