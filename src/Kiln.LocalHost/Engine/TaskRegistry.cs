using Kiln.LocalHost.DurableTask;

namespace Kiln.LocalHost.Engine;

/// <summary>The orchestrators and activities that an engine can run, by name without regard to case.</summary>
internal sealed class TaskRegistry
{
    private readonly Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ActivityRegistration> _activities = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Adds an orchestrator. The delegate must not go asynchronous before the orchestrator's own code runs, and its result is turned to
    /// text by the engine; the input comes from <see cref="TaskOrchestrationContext.GetInput{T}"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is an orchestrator of this name.</exception>
    public TaskRegistry AddOrchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> orchestrator) =>
        _orchestrators.TryAdd(name, orchestrator)
            ? this
            : throw new InvalidOperationException($"Two orchestrators are named '{name}' (names ignore case).");

    /// <summary>
    /// Adds an activity. Its token is tripped when the engine stops and the grace time is over. What it throws is recorded as the
    /// failure; what it returns is turned to text by the engine.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is an activity of this name.</exception>
    public TaskRegistry AddActivity(string name, Func<ActivityInvocation, CancellationToken, Task<object?>> activity) =>
        _activities.TryAdd(name, new ActivityRegistration(name, activity))
            ? this
            : throw new InvalidOperationException($"Two activities are named '{name}' (names ignore case).");

    /// <summary>The orchestrator of a name, or null.</summary>
    public Func<TaskOrchestrationContext, Task<object?>>? FindOrchestrator(string name) => _orchestrators.GetValueOrDefault(name);

    /// <summary>The activity of a name, or null.</summary>
    public ActivityRegistration? FindActivity(string name) => _activities.GetValueOrDefault(name);
}
