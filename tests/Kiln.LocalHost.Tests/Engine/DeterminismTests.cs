using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Testing;

namespace Kiln.LocalHost.Tests.Engine;

public sealed class DeterminismTests
{
    private static readonly HttpClient Unused = new();

    public static TheoryData<string, Func<TaskOrchestrationContext, Task>, string[]> Changes => new()
    {
        { "another activity", context => context.CallActivityAsync("Other", 1), ["call of activity #0 'Act'", "call of activity #0 'Other'"] },
        { "another kind", context => context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None), ["call of activity #0 'Act'", "a timer #0"] },
        { "nothing", context => context.WaitForExternalEvent<int>("go"), ["call of activity #0 'Act'", "did nothing under that number"] },
        {
            "one more",
            async context =>
            {
                Task first = context.CallActivityAsync("Act", 1);
                Task second = context.CallActivityAsync("Extra", 2);
                await Task.WhenAll(first, second);
                await context.WaitForExternalEvent<int>("go");
            },
            ["call of activity #1 'Extra'", "history does not have"]
        },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Changed_code_fails_the_instance_and_says_where(string change, Func<TaskOrchestrationContext, Task> changed, string[] words)
    {
        Func<TaskOrchestrationContext, Task> code = async context =>
        {
            await context.CallActivityAsync("Act", 1);
            await context.WaitForExternalEvent<int>("go");
        };
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddActivity<int, int>("Act", value => value)
            .AddOrchestrator("Flow", context => code(context)));
        string id = await host.StartInstanceAsync("Flow");
        await host.WhenIdleAsync();
        code = changed;
        await host.RestartAsync();
        await host.Client.RaiseEventAsync(id, "go", 1);
        OrchestrationMetadata result = await host.EndOfAsync(id);
        Assert.True(result.FailureDetails!.IsCausedBy<NonDeterministicOrchestrationException>(), change);
        Assert.All(words, word => Assert.Contains(word, result.FailureDetails.ErrorMessage, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Code_that_only_goes_further_than_its_history_is_fine()
    {
        bool longer = false;
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddActivity<int, int>("ACT", value => value)
            .AddOrchestrator("Flow", async context =>
            {
                await context.CallActivityAsync(longer ? "act" : "Act", longer ? 5 : 1);
                await context.WaitForExternalEvent<int>("go");
                return longer ? await context.CallActivityAsync<int>("Act", 9) : 0;
            }));
        string id = await host.StartInstanceAsync("Flow");
        await host.WhenIdleAsync();
        longer = true;
        await host.RestartAsync();
        await host.Client.RaiseEventAsync(id, "go", 1);
        Assert.Equal(9, (await host.EndOfAsync(id)).ReadOutputAs<int>());
    }

    private static readonly ManualResetEventSlim Gate = new();

    public static TheoryData<string, Func<TaskOrchestrationContext, Task>> ForeignAwaits => new()
    {
        { "a thread", context => Task.Run(Gate.Wait) },
        { "a source that nobody sets", context => new TaskCompletionSource().Task },
        { "a socket", context => Unused.GetAsync(new Uri("http://127.0.0.1:9/")) },
        {
            "a thread while an event is waited for",
            async context =>
            {
                _ = context.WaitForExternalEvent<int>("never");
                await Task.Run(Gate.Wait);
            }
        },
        {
            "without coming back",
            async context =>
            {
                await Task.Run(Gate.Wait).ConfigureAwait(false);
                await context.CallActivityAsync("Act", 1);
            }
        },
        {
            "without coming back while an event is waited for",
            async context =>
            {
                _ = context.WaitForExternalEvent<int>("never");
                await Task.Run(Gate.Wait).ConfigureAwait(false);
                await context.CallActivityAsync("Act", 1);
            }
        },
    };

    [Theory]
    [MemberData(nameof(ForeignAwaits))]
    public async Task Awaiting_something_that_is_not_durable_fails_the_instance(string what, Func<TaskOrchestrationContext, Task> code)
    {
        Gate.Reset();
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddActivity<int, int>("Act", value => value)
            .AddOrchestrator("Flow", context =>
            {
                began.TrySetResult();
                return code(context);
            }));
        Task<OrchestrationMetadata> run = host.RunAsync("Flow");

        // A thread that was done before it is awaited would be no foreign await: it goes on only when the turn has ended.
        await began.Task;
        await host.WhenIdleAsync();
        Gate.Set();
        OrchestrationMetadata result = await run;
        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.True(result.FailureDetails!.ErrorMessage.Contains("not a durable task", StringComparison.Ordinal), what);
    }
}
