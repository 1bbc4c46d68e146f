using Kiln.LocalHost.Engine;
using Kiln.LocalHost.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kiln.LocalHost.Tests.Engine;

/// <summary>A data directory of its own for a test that starts engines on it, one after another.</summary>
internal sealed class EngineDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kiln-engine-");

    public string FullName => _directory.FullName;

    public string DatabasePath => PathOf("kiln.db");

    public string PathOf(string file) => Path.Combine(FullName, file);

    public Task<DurableEngine> StartAsync() => StartAsync(
        new TaskRegistry().AddOrchestrator("Wait", async context => await context.WaitForExternalEvent<int>("go")));

    public async Task<DurableEngine> StartAsync(TaskRegistry registry, TimeSpan? grace = null)
    {
        DurableEngineOptions options = new() { DataDirectory = FullName, ShutdownGraceTime = grace ?? TimeSpan.FromSeconds(30) };
        DurableEngine engine = new(options, registry, NullLoggerFactory.Instance);
        await engine.StartAsync();
        return engine;
    }

    /// <summary>Runs SQL on a database of the directory behind an engine's back.</summary>
    public void Script(string sql, string file = "kiln.db")
    {
        using SqliteDatabase database = new(PathOf(file));
        using SqliteSession session = database.OpenWriter();
        session.Script(sql);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
