using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.DurableTask;

/// <summary>
/// What an orchestrator may do. Every call that takes time is recorded, and repeated from the record when the orchestrator is replayed:
/// so an orchestrator must take the same path again for the same record, and await only tasks that come from here.
/// </summary>
public abstract partial class TaskOrchestrationContext
{
    private static readonly Dictionary<string, object?> NoProperties = [];

    /// <summary>The orchestrator's name.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The instance's ID.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The calling orchestration, or null.</summary>
    public abstract ParentOrchestrationInstance? Parent { get; }

    /// <summary>The time, in UTC, at which the current step was first taken.</summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>True while the code repeats what it did before.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>The instance's version, empty when it has none.</summary>
    public virtual string Version => string.Empty;

    /// <summary>Configuration of the hosting application for orchestrations.</summary>
    public virtual IReadOnlyDictionary<string, object?> Properties => NoProperties;

    /// <summary>Where loggers come from.</summary>
    protected abstract ILoggerFactory LoggerFactory { get; }

    /// <summary>The instance's input; the default value when it has none.</summary>
    public abstract T? GetInput<T>();

    /// <summary>Runs an activity, at least once, and answers its result.</summary>
    /// <param name="name">The activity.</param>
    /// <param name="input">Its input, serialised once, at the call.</param>
    /// <param name="options">When to try again.</param>
    /// <exception cref="TaskFailedException">The activity failed, by the returned task.</exception>
    public abstract Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null);

    /// <summary>A timer that fires at a time, in UTC, or as soon as possible after it; never earlier.</summary>
    /// <param name="fireAt">When.</param>
    /// <param name="cancellationToken">Cancels the returned task; a losing timer that is not cancelled keeps the instance running.</param>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>
    /// Waits for an event. An event that came before is taken at once, oldest first; of several waits for one name the newest is served
    /// first. Names are compared without regard to case.
    /// </summary>
    /// <param name="eventName">The event's name.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);

    /// <summary>Sends an event to another instance, without waiting for it to arrive.</summary>
    public abstract void SendEvent(string instanceId, string eventName, object payload);

    /// <summary>Shows a value as the instance's custom status, at most 16 KB of UTF-16 text when serialised.</summary>
    /// <exception cref="ArgumentException">The value is too large.</exception>
    public abstract void SetCustomStatus(object? customStatus);

    /// <summary>Runs another orchestration to its end and answers its output.</summary>
    /// <param name="orchestratorName">The orchestrator.</param>
    /// <param name="input">Its input.</param>
    /// <param name="options">Instance ID, version, and when to try again.</param>
    /// <exception cref="TaskFailedException">The orchestration failed, by the returned task.</exception>
    public abstract Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null);

    /// <summary>Restarts the instance with a new input and an empty history when the orchestrator returns and no task is open.</summary>
    /// <param name="newInput">The new input.</param>
    /// <param name="preserveUnprocessedEvents">Whether events that nobody took go over to the new execution.</param>
    public abstract void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true);

    /// <summary>A new identifier that is the same on replay: a version 5 UUID of instance, time and a counter.</summary>
    public abstract Guid NewGuid();

    /// <summary>A logger that is silent while the orchestrator is replayed.</summary>
    public virtual ILogger CreateReplaySafeLogger(string categoryName) => new ReplaySafeLogger(this, LoggerFactory.CreateLogger(categoryName));

    /// <summary>A logger that is silent while the orchestrator is replayed.</summary>
    public virtual ILogger CreateReplaySafeLogger(Type type) => new ReplaySafeLogger(this, LoggerFactory.CreateLogger(type));

    /// <summary>A logger that is silent while the orchestrator is replayed.</summary>
    public virtual ILogger CreateReplaySafeLogger<T>() => new ReplaySafeLogger(this, LoggerFactory.CreateLogger<T>());

    /// <summary>
    /// Negative, zero or positive as the instance's version comes before, equals or comes after another one; by number where both are
    /// dotted numbers, by text otherwise. An absent version comes first.
    /// </summary>
    public virtual int CompareVersionTo(string version)
    {
        if (string.IsNullOrWhiteSpace(Version) || string.IsNullOrWhiteSpace(version))
        {
            return string.IsNullOrWhiteSpace(Version).CompareTo(string.IsNullOrWhiteSpace(version)) * -1;
        }

        return System.Version.TryParse(Version, out Version? own) && System.Version.TryParse(version, out Version? other)
            ? own.CompareTo(other)
            : string.Compare(Version, version, StringComparison.OrdinalIgnoreCase);
    }
}
