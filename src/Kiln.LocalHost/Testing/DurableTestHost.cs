using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kiln.LocalHost.Testing;

/// <summary>
/// The durable engine in the test's own process, with a clock of its own. Whenever nothing is left to do but wait for a durable timer,
/// the clock jumps to it: so an orchestration with days of timers runs in milliseconds.
/// </summary>
public sealed class DurableTestHost : IAsyncDisposable
{
    private readonly DurableTestHostOptions _options;
    private readonly TaskRegistry _registry;
    private readonly ILoggerFactory _loggers;
    private readonly string _directory;
    private readonly bool _ownsDirectory;
    private DurableEngine? _engine;

    private DurableTestHost(DurableTestHostOptions options, TaskRegistry registry)
    {
        _options = options;
        _registry = registry;
        _loggers = options.LoggerFactory ?? NullLoggerFactory.Instance;
        _ownsDirectory = options.DataDirectory is null;
        _directory = options.DataDirectory ?? Directory.CreateTempSubdirectory("durable-test-").FullName;
        Clock = options.Clock ?? new ManualClock();
    }

    /// <summary>The engine's clock.</summary>
    public ManualClock Clock { get; }

    /// <summary>Starts and steers instances.</summary>
    public DurableTaskClient Client => Engine.Client;

    /// <summary>The engine, for tests of this assembly.</summary>
    internal DurableEngine Engine => _engine ?? throw new InvalidOperationException("The host is not running.");

    /// <summary>Starts a host.</summary>
    /// <param name="register">Names the orchestrators and activities.</param>
    /// <param name="options">Null means defaults.</param>
    public static async Task<DurableTestHost> StartAsync(Action<DurableTestTasks> register, DurableTestHostOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(register);
        DurableTestHostOptions chosen = options ?? new DurableTestHostOptions();
        DurableTestTasks tasks = new(chosen.DataConverter);
        register(tasks);
        DurableTestHost host = new(chosen, tasks.Registry);
        await host.StartEngineAsync();
        return host;
    }

    /// <summary>Completes when nothing is left to do but wait: for timers, when time is not skipped, and for events.</summary>
    public Task WhenIdleAsync() => Engine.Hub.Load.WhenIdleAsync();

    /// <summary>Waits until nothing is left to do, moves the clock on, and waits again.</summary>
    public async Task AdvanceAsync(TimeSpan time)
    {
        await WhenIdleAsync();
        Clock.Advance(time);
        await WhenIdleAsync();
    }

    /// <summary>Stops the engine and starts it again over the same data, as a restarted process would.</summary>
    public async Task RestartAsync()
    {
        await Engine.DisposeAsync();
        await StartEngineAsync();
    }

    /// <summary>Stops the engine and removes its data, unless the directory was given.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        if (_ownsDirectory)
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private async Task StartEngineAsync()
    {
        DurableEngine engine = new(
            new DurableEngineOptions
            {
                DataDirectory = _directory,
                HubName = "test",
                DataConverter = _options.DataConverter,
                DefaultVersion = _options.DefaultVersion,
                TimeProvider = Clock,
                MaxConcurrentActivities = _options.MaxConcurrentActivities,
                MaxCachedOrchestrators = _options.MaxCachedOrchestrators,
                CancelledWaitTakesEvent = _options.CancelledWaitTakesEvent,
                ShutdownGraceTime = TimeSpan.Zero,
            },
            _registry,
            _loggers);
        await engine.StartAsync();
        _engine = engine;
        if (_options.SkipTime)
        {
            engine.Hub.Load.BecameIdle = () => SkipTime(engine);
            SkipTime(engine);
        }
    }

    private void SkipTime(DurableEngine engine)
    {
        if (engine.Hub.Load.IsIdle && engine.Hub.Timers.NextDue is { } due)
        {
            Clock.AdvanceTo(due);
            engine.Hub.Timers.Fire();
        }
    }
}
