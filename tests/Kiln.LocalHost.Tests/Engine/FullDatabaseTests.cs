using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine;
using Kiln.LocalHost.Testing;
using Kiln.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kiln.LocalHost.Tests.Engine;

/// <summary>A disk without room: nothing that was taken is lost, nothing else is taken, and work goes on when there is room.</summary>
public sealed class FullDatabaseTests : IDisposable
{
    private readonly EngineDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_full_database_refuses_new_work_keeps_what_it_took_and_goes_on_when_there_is_room()
    {
        ManualClock clock = new();
        DurableEngineOptions options = new() { DataDirectory = _directory.FullName, TimeProvider = clock };
        await using DurableEngine engine = new(
            options,
            new TaskRegistry()
                .AddActivity("Grow", (_, _) => Task.FromResult<object?>(new string('y', 20_000)))
                .AddOrchestrator("Wait", async context =>
                {
                    string value = await context.WaitForExternalEvent<string>("go");
                    return value.Length + (await context.CallActivityAsync<string>("Grow")).Length;
                }),
            NullLoggerFactory.Instance);
        await engine.StartAsync();
        string[] taken = [.. Enumerable.Range(0, 5).Select(index => $"taken-{index}")];
        foreach (string id in taken)
        {
            await engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions(id));
        }

        await engine.Hub.Load.WhenIdleAsync();
        await LimitPagesAsync(engine, "1");
        foreach (string id in taken)
        {
            await TryAsync(() => engine.Client.RaiseEventAsync(id, "go", new string('x', 3_000)));
        }

        StorageFullException refused = await Assert.ThrowsAsync<StorageFullException>(
            () => engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new string('x', 100_000), new StartOrchestrationOptions("refused")));
        Assert.Contains("no room", refused.Message, StringComparison.Ordinal);
        Assert.Null(await engine.Client.GetInstanceAsync("refused"));
        foreach (string id in taken)
        {
            Assert.NotNull(await engine.Client.GetInstanceAsync(id));
        }

        await LimitPagesAsync(engine, "1073741823");
        foreach (string id in taken)
        {
            await engine.Client.RaiseEventAsync(id, "go", new string('x', 3_000));
        }

        Task<OrchestrationMetadata[]> ends = Task.WhenAll(taken.Select(id => engine.Client.WaitForInstanceCompletionAsync(id, true)));
        while (!ends.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.All(await ends, end => Assert.Equal("23000", end.SerializedOutput));
    }

    private static Task<bool> LimitPagesAsync(DurableEngine engine, string pages) => engine.Hub.Writer.WriteAsync(pages, static (session, pages) =>
    {
        // A limit below the present size is that size.
        session.Script($"PRAGMA max_page_count = {pages}");
        return true;
    });

    private static async Task TryAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (StorageFullException)
        {
            // Refused: it has to be asked again when there is room.
        }
    }
}
