using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.Client;
using Kiln.LocalHost.Engine.Dispatch;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Engine;

/// <summary>
/// Runs durable orchestrations from one SQLite database in one process. What a call of <see cref="Client"/> has acknowledged survives
/// a crash; activities run at least once; everything else happens once.
/// </summary>
internal sealed class DurableEngine : IAsyncDisposable
{
    private readonly DurableEngineOptions _options;
    private readonly TaskRegistry _registry;
    private readonly ILoggerFactory _loggers;
    private OpenedDatabase? _database;
    private TaskHub? _hub;
    private LocalDurableTaskClient? _client;
    private bool _stopped;

    /// <summary>An engine that has not been started.</summary>
    public DurableEngine(DurableEngineOptions options, TaskRegistry registry, ILoggerFactory loggers)
    {
        _options = options;
        _registry = registry;
        _loggers = loggers;
    }

    /// <summary>The client of this engine's task hub; usable once the engine is started.</summary>
    public DurableTaskClient Client => Started;

    /// <summary>The open hub, for the test host.</summary>
    internal TaskHub Hub => _hub ?? throw new InvalidOperationException("The engine is not started.");

    private LocalDurableTaskClient Started => _client ?? throw new InvalidOperationException("The engine is not started.");

    /// <summary>Opens the database and takes up unfinished work.</summary>
    /// <exception cref="IOException">Another process uses the data directory.</exception>
    /// <exception cref="InvalidDataException">The database is damaged, or was written by a newer version.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        KeepThreadsForActivities();
        _database = await OpenedDatabase.OpenAsync(_options.DataDirectory, _options.HubName);
        _hub = new TaskHub(_options, _registry, _loggers, _database);
        _client = new LocalDurableTaskClient(_hub);
        TakeUp(_hub, _database.Unfinished);
        _hub.Turns.Start();
        _hub.Timers.Fire();
    }

    /// <summary>
    /// Takes no more work, lets running activities finish within the grace time, then cancels the rest; what did not finish runs again
    /// after the next start.
    /// </summary>
    /// <param name="cancellationToken">Ends the grace time early.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_hub is null || _database is null || _stopped)
        {
            return;
        }

        _stopped = true;
        _hub.Timers.Stop();
        await _hub.Activities.StopAsync(_options.ShutdownGraceTime, cancellationToken);

        // The results just reported are worth a moment: what they lead to need not be done again after the next start.
        await Task.WhenAny(_hub.Load.WhenIdleAsync(), Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None));
        _hub.Instances.Close();
        await _hub.Turns.StopAsync();
        await _database.DisposeAsync();
        _hub.Timers.Dispose();
        _hub.Activities.Dispose();
        _hub.Waits.Close();
    }

    /// <summary>Takes a failed instance back to before its first failure, so that it goes on from there.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">It has not failed.</exception>
    public Task RewindAsync(string instanceId, string? reason, CancellationToken cancellationToken = default) =>
        Started.RewindAsync(instanceId, reason, cancellationToken);

    /// <summary>The history of an instance's current execution, oldest first; null when there is no such instance.</summary>
    public Task<IReadOnlyList<HistoryEvent>?> GetHistoryAsync(string instanceId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Hub.Database.Read(instanceId, static IReadOnlyList<HistoryEvent>? (session, id) =>
            InstanceTable.Find(session, id) is { } head
                ? [.. HistoryTable.Read(session, head.Key).Turns.SelectMany(turn => turn)]
                : null));
    }

    /// <summary>Stops, and closes the database.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();

    // Activities may compute for long without giving their thread back; turns and requests must not wait for the pool to notice. Where
    // very many may run, the app is the one that bounds those that compute.
    private void KeepThreadsForActivities()
    {
        ThreadPool.GetMinThreads(out int workers, out int completionPorts);
        int wanted = Math.Min(_options.MaxConcurrentActivities, 10 * Environment.ProcessorCount) + Environment.ProcessorCount + 2;
        if (workers < wanted)
        {
            ThreadPool.SetMinThreads(wanted, completionPorts);
        }
    }

    private static void TakeUp(TaskHub hub, UnfinishedWork unfinished)
    {
        foreach ((DateTime due, long key, int generation, int taskId) in unfinished.Timers)
        {
            hub.Timers.Add(due, key, generation, taskId);
        }

        foreach (long key in unfinished.Instances)
        {
            hub.Instances.Post(key, new InboundMessage(null, InboxTable.AnyGeneration));
        }

        foreach ((long key, int generation, int taskId, string instanceId) in unfinished.Activities)
        {
            hub.Activities.Enqueue(new ActivityWork(key, generation, taskId, instanceId, null, null));
        }
    }
}
