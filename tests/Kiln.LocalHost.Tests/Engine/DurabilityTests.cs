using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine;
using Kiln.LocalHost.Engine.Storage;
using Kiln.LocalHost.Sqlite;
using Kiln.LocalHost.Testing;
using Kiln.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kiln.LocalHost.Tests.Engine;

public sealed class DurabilityTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kiln-durability-");

    private string DatabasePath => Path.Combine(_directory.FullName, "kiln.db");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_second_engine_on_the_same_directory_is_refused_until_the_first_is_gone()
    {
        await using (DurableEngine first = await StartAsync())
        {
            IOException refused = await Assert.ThrowsAsync<IOException>(StartAsync);
            Assert.Contains($"in use by another process (process {Environment.ProcessId})", refused.Message, StringComparison.Ordinal);
        }

        await using DurableEngine second = await StartAsync();
        Assert.Null(await second.Client.GetInstanceAsync("nobody"));
    }

    [Theory]
    [InlineData("this is not a database at all, but it is long enough to look at")]
    [InlineData("short")]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is(string content)
    {
        await File.WriteAllTextAsync(DatabasePath, content);
        InvalidDataException refused = await Assert.ThrowsAsync<InvalidDataException>(StartAsync);
        Assert.Contains(DatabasePath, refused.Message, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(DatabasePath));
    }

    [Fact]
    public async Task A_damaged_database_is_refused_and_left_as_it_is()
    {
        await using (DurableEngine engine = await StartAsync())
        {
            for (int index = 0; index < 50; index++)
            {
                await engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new string('x', 2000));
            }
        }

        byte[] bytes = await File.ReadAllBytesAsync(DatabasePath);
        Random.Shared.NextBytes(bytes.AsSpan(8192, bytes.Length - 12288));
        await File.WriteAllBytesAsync(DatabasePath, bytes);
        await Assert.ThrowsAsync<InvalidDataException>(StartAsync);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(DatabasePath));
    }

    [Fact]
    public async Task A_damaged_database_with_a_log_left_by_a_crash_is_refused_and_both_are_left_as_they_are()
    {
        string crashed = Directory.CreateDirectory(Path.Combine(_directory.FullName, "crashed")).FullName;
        await using (DurableEngine engine = await StartAsync())
        {
            for (int index = 0; index < 50; index++)
            {
                await engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new string('x', 2000));
            }

            await engine.Hub.Load.WhenIdleAsync();
            Checkpoint();
            await engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "in the log");
            await engine.Hub.Load.WhenIdleAsync();
            foreach (string file in (string[])["kiln.db", "kiln.db-wal"])
            {
                File.Copy(Path.Combine(_directory.FullName, file), Path.Combine(crashed, file));
            }
        }

        string[] paths = [Path.Combine(crashed, "kiln.db"), Path.Combine(crashed, "kiln.db-wal")];
        byte[] bytes = await File.ReadAllBytesAsync(paths[0]);
        Random.Shared.NextBytes(bytes.AsSpan(bytes.Length / 2, 8192));
        await File.WriteAllBytesAsync(paths[0], bytes);
        byte[] log = await File.ReadAllBytesAsync(paths[1]);
        Assert.NotEmpty(log);
        DurableEngine refused = new(new DurableEngineOptions { DataDirectory = crashed }, new TaskRegistry(), NullLoggerFactory.Instance);
        await Assert.ThrowsAsync<InvalidDataException>(() => refused.StartAsync());
        Assert.Equal(bytes, await File.ReadAllBytesAsync(paths[0]));
        Assert.Equal(log, await File.ReadAllBytesAsync(paths[1]));
    }

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

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        await using (await StartAsync())
        {
        }

        Script($"PRAGMA user_version = {EngineSchema.Version + 1}");
        byte[] before = await File.ReadAllBytesAsync(DatabasePath);
        InvalidDataException refused = await Assert.ThrowsAsync<InvalidDataException>(StartAsync);
        Assert.Contains("newer", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(DatabasePath));
    }

    [Fact]
    public async Task A_database_of_something_else_is_refused()
    {
        using (SqliteDatabase other = new(DatabasePath))
        using (SqliteSession session = other.OpenWriter())
        {
            session.Script("CREATE TABLE recipes(name TEXT)");
        }

        InvalidDataException refused = await Assert.ThrowsAsync<InvalidDataException>(StartAsync);
        Assert.Contains("not one of this engine", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_whose_hub_was_taken_over_writes_nothing_more()
    {
        await using DurableEngine engine = await StartAsync();
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await engine.Hub.Load.WhenIdleAsync();
        Script("UPDATE meta SET value = value + 1 WHERE name = 'epoch'");
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
        Script("UPDATE history SET events = x'00' WHERE row = (SELECT key * 16777216 + 1 FROM instances WHERE id = 'broken')", "test.db");
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
        await using (DurableEngine engine = await StartAsync(registry))
        {
            id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Work");
            await began.Task;
            Task stop = engine.StopAsync();
            Assert.False(stop.IsCompleted);
            release.SetResult();
            await stop;
        }

        await using DurableEngine again = await StartAsync(registry);
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
        await using (DurableEngine engine = await StartAsync(registry, TimeSpan.Zero))
        {
            id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Work");
            await began.Task;
        }

        await using DurableEngine again = await StartAsync(registry);
        OrchestrationMetadata end = await again.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        Assert.Equal(6, end.ReadOutputAs<int>());
        Assert.Equal(2, runs);
    }

    private Task<DurableEngine> StartAsync() => StartAsync(
        new TaskRegistry().AddOrchestrator("Wait", async context => await context.WaitForExternalEvent<int>("go")));

    private async Task<DurableEngine> StartAsync(TaskRegistry registry, TimeSpan? grace = null)
    {
        DurableEngineOptions options = new() { DataDirectory = _directory.FullName, ShutdownGraceTime = grace ?? TimeSpan.FromSeconds(30) };
        DurableEngine engine = new(options, registry, NullLoggerFactory.Instance);
        await engine.StartAsync();
        return engine;
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

    private void Checkpoint() => Script("PRAGMA wal_checkpoint(PASSIVE)");

    private void Script(string sql, string file = "kiln.db")
    {
        using SqliteDatabase database = new(Path.Combine(_directory.FullName, file));
        using SqliteSession session = database.OpenWriter();
        session.Script(sql);
    }
}
