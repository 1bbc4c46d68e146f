using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.Replay;
using Kiln.LocalHost.Testing;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Tests.Engine;

public sealed class OrchestrationContextTests
{
    [Theory]
    [InlineData(0, "120344a5-52ef-5c4c-8ffc-0e4fcc02f1bb")]
    [InlineData(1, "ab944c85-190d-5011-9f5b-d43db4c05dc7")]
    public void New_identifiers_are_those_of_durable_task(int counter, string expected) =>
        Assert.Equal(Guid.Parse(expected), DeterministicGuid.Create("abc", new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), counter));

    [Fact]
    public async Task Identifiers_and_time_are_the_same_on_replay()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(
            tasks => tasks
                .AddActivity<string, string>("Echo", text => text)
                .AddOrchestrator("Repeat", async context =>
                {
                    string before = $"{context.NewGuid()} {context.NewGuid()} {context.CurrentUtcDateTime:O}";
                    string recorded = await context.CallActivityAsync<string>("Echo", before);
                    await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
                    return before == recorded;
                }),
            new DurableTestHostOptions { MaxCachedOrchestrators = 0 });
        Assert.True((await host.RunAsync("Repeat")).ReadOutputAs<bool>());
    }

    [Theory]
    [InlineData(8190, true)]
    [InlineData(8191, false)]
    public async Task A_custom_status_has_at_most_16_kilobytes_of_utf16(int characters, bool allowed)
    {
        // The quotation marks of the JSON text count.
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Status", context =>
            {
                context.SetCustomStatus("early");
                context.SetCustomStatus(new string('x', characters));
                return Task.CompletedTask;
            }));
        OrchestrationMetadata result = await host.RunAsync("Status");
        Assert.Equal(allowed, result.RuntimeStatus == OrchestrationRuntimeStatus.Completed);
        Assert.Equal(allowed ? characters : 5, result.ReadCustomStatusAs<string>()!.Length);
        Assert.Equal(!allowed, result.FailureDetails?.IsCausedBy<ArgumentException>() ?? false);
    }

    [Fact]
    public async Task The_custom_status_is_seen_while_the_instance_runs()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Status", async context =>
            {
                context.SetCustomStatus(new { Step = 1 });
                await context.WaitForExternalEvent<int>("go");
                context.SetCustomStatus(null);
            }));
        string id = await host.StartInstanceAsync("Status");
        await host.WhenIdleAsync();
        Assert.Equal("""{"Step":1}""", (await host.StatusAsync(id)).SerializedCustomStatus);
        await host.Client.RaiseEventAsync(id, "go", 1);
        Assert.Null((await host.EndOfAsync(id)).SerializedCustomStatus);
    }

    [Fact]
    public async Task A_replay_safe_logger_writes_each_entry_once()
    {
        using RecordingLoggers loggers = new();
        await using DurableTestHost host = await DurableTestHost.StartAsync(
            tasks => tasks
                .AddActivity<int, int>("Act", value => value)
                .AddOrchestrator("Log", async context =>
                {
                    ILogger logger = context.CreateReplaySafeLogger("orchestrator");
                    for (int step = 0; step < 4; step++)
                    {
                        logger.LogInformation("step {Step}", step);
                        await context.CallActivityAsync("Act", step);
                    }
                }),
            new DurableTestHostOptions { MaxCachedOrchestrators = 0, LoggerFactory = loggers });
        await host.RunAsync("Log");
        Assert.Equal(["step 0", "step 1", "step 2", "step 3"], loggers.Entries("orchestrator"));
    }

    [Fact]
    public async Task Metadata_without_inputs_and_outputs_refuses_to_read_them()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Done", Task (_) => throw new FormatException()));
        string id = (await host.RunAsync("Done", 5)).InstanceId;
        OrchestrationMetadata metadata = (await host.Client.GetInstanceAsync(id))!;
        Assert.Throws<InvalidOperationException>(() => metadata.ReadOutputAs<int>());
        Assert.Null(metadata.FailureDetails);
        Assert.Null(metadata.SerializedInput);
    }

    [Fact]
    public async Task Actions_of_one_turn_have_a_limit()
    {
        await using DurableTestHost host = await DurableTestHost.StartAsync(tasks => tasks
            .AddOrchestrator("Endless", async context =>
            {
                while (true)
                {
                    context.SendEvent("nobody", "ping", 1);
                    await Task.Yield();
                }
            }));
        OrchestrationMetadata result = await host.RunAsync("Endless");
        Assert.Contains("maxOrchestrationActions", result.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }
}
