using Kiln.LocalHost.Engine.Client;
using Kiln.LocalHost.Engine.Storage;
using Kiln.LocalHost.Engine.Timers;
using Kiln.LocalHost.Sqlite;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Engine.Dispatch;

/// <summary>An open task hub: its database and what works on it.</summary>
internal sealed class TaskHub
{
    /// <summary>Pause before a turn that could not be run or written is run again.</summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    /// <summary>That pause when it is the disk's fault: then all instances have it at once.</summary>
    public static readonly TimeSpan DiskPause = TimeSpan.FromSeconds(1);

    private long _lastKey;
    private long _lastMessage;

    /// <summary>Puts a hub together; nothing runs yet.</summary>
    public TaskHub(DurableEngineOptions options, TaskRegistry registry, ILoggerFactory loggers, OpenedDatabase opened)
    {
        Options = options;
        Registry = registry;
        Loggers = loggers;
        Log = loggers.CreateLogger<DurableEngine>();
        Database = opened.Database;
        Writer = opened.Writer;
        Load = new EngineLoad();
        Instances = new InstanceDirectory(Load, options.MaxCachedOrchestrators, options.MaxCachedHistoryBytes);
        Timers = new TimerService(options.TimeProvider, Instances, options.BoundaryReached);
        Waits = new InstanceWaits();
        Activities = new ActivityDispatcher(this);
        Turns = new TurnRunner(this);
        _lastKey = opened.Unfinished.LastKey;
        _lastMessage = opened.Unfinished.LastMessage;
    }

    public DurableEngineOptions Options { get; }

    public TaskRegistry Registry { get; }

    public ILoggerFactory Loggers { get; }

    public ILogger Log { get; }

    public SqliteDatabase Database { get; }

    public GroupCommitWriter Writer { get; }

    public EngineLoad Load { get; }

    public InstanceDirectory Instances { get; }

    public TimerService Timers { get; }

    public InstanceWaits Waits { get; }

    public ActivityDispatcher Activities { get; }

    public TurnRunner Turns { get; }

    /// <summary>The time by the hub's clock.</summary>
    public DateTime UtcNow => Options.TimeProvider.GetUtcNow().UtcDateTime;

    /// <summary>A row number for a new instance, never used before.</summary>
    public long NextKey() => Interlocked.Increment(ref _lastKey);

    /// <summary>A number for a new message. Taken on the writer's thread, so that messages are numbered in the order of their commits.</summary>
    public long NextMessage() => ++_lastMessage;

    /// <summary>Runs a turn again after a pause, when it could not be run or written.</summary>
    public void RetryLater(InstanceActor actor, TimeSpan pause)
    {
        ITimer? timer = null;
        timer = Options.TimeProvider.CreateTimer(
            _ =>
            {
                Instances.Reschedule(actor);
                timer?.Dispose();
            },
            null,
            pause,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Tells tests that a durability boundary is reached.</summary>
    public void Reached(DurabilityBoundary boundary) => Options.BoundaryReached?.Invoke(boundary);
}
