using Kiln.LocalHost.Engine;
using Kiln.LocalHost.Engine.Storage;
using Kiln.LocalHost.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kiln.LocalHost.Tests.Engine;

/// <summary>A data directory that an engine must not touch: in use, damaged, newer, or of something else.</summary>
public sealed class DatabaseRefusalTests : IDisposable
{
    private readonly EngineDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_second_engine_on_the_same_directory_is_refused_until_the_first_is_gone()
    {
        await using (DurableEngine first = await _directory.StartAsync())
        {
            IOException refused = await Assert.ThrowsAsync<IOException>(_directory.StartAsync);
            Assert.Contains($"in use by another process (process {Environment.ProcessId})", refused.Message, StringComparison.Ordinal);
        }

        await using DurableEngine second = await _directory.StartAsync();
        Assert.Null(await second.Client.GetInstanceAsync("nobody"));
    }

    [Theory]
    [InlineData("this is not a database at all, but it is long enough to look at")]
    [InlineData("short")]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is(string content)
    {
        await File.WriteAllTextAsync(_directory.DatabasePath, content);
        InvalidDataException refused = await Assert.ThrowsAsync<InvalidDataException>(_directory.StartAsync);
        Assert.Contains(_directory.DatabasePath, refused.Message, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(_directory.DatabasePath));
    }

    [Fact]
    public async Task A_damaged_database_is_refused_and_left_as_it_is()
    {
        await using (DurableEngine engine = await _directory.StartAsync())
        {
            for (int index = 0; index < 50; index++)
            {
                await engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new string('x', 2000));
            }
        }

        byte[] bytes = await File.ReadAllBytesAsync(_directory.DatabasePath);
        Random.Shared.NextBytes(bytes.AsSpan(8192, bytes.Length - 12288));
        await File.WriteAllBytesAsync(_directory.DatabasePath, bytes);
        await Assert.ThrowsAsync<InvalidDataException>(_directory.StartAsync);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_directory.DatabasePath));
    }

    [Fact]
    public async Task A_damaged_database_with_a_log_left_by_a_crash_is_refused_and_both_are_left_as_they_are()
    {
        string crashed = Directory.CreateDirectory(_directory.PathOf("crashed")).FullName;
        await using (DurableEngine engine = await _directory.StartAsync())
        {
            for (int index = 0; index < 50; index++)
            {
                await engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new string('x', 2000));
            }

            await engine.Hub.Load.WhenIdleAsync();
            _directory.Script("PRAGMA wal_checkpoint(PASSIVE)");
            await engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "in the log");
            await engine.Hub.Load.WhenIdleAsync();
            foreach (string file in (string[])["kiln.db", "kiln.db-wal"])
            {
                File.Copy(_directory.PathOf(file), Path.Combine(crashed, file));
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
    public async Task A_database_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        await using (await _directory.StartAsync())
        {
        }

        _directory.Script($"PRAGMA user_version = {EngineSchema.Version + 1}");
        byte[] before = await File.ReadAllBytesAsync(_directory.DatabasePath);
        InvalidDataException refused = await Assert.ThrowsAsync<InvalidDataException>(_directory.StartAsync);
        Assert.Contains("newer", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_directory.DatabasePath));
    }

    [Fact]
    public async Task A_database_of_something_else_is_refused()
    {
        using (SqliteDatabase other = new(_directory.DatabasePath))
        using (SqliteSession session = other.OpenWriter())
        {
            session.Script("CREATE TABLE recipes(name TEXT)");
        }

        InvalidDataException refused = await Assert.ThrowsAsync<InvalidDataException>(_directory.StartAsync);
        Assert.Contains("not one of this engine", refused.Message, StringComparison.Ordinal);
    }
}
