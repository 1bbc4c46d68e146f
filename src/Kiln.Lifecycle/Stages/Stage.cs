using System.Collections.Immutable;
using System.Text.Json;
using Kiln.Lifecycle.Failures;

namespace Kiln.Lifecycle.Stages;

/// <summary>An ordered step of a job: a set of tasks that one kind of executor runs.</summary>
public sealed record Stage
{
    // A few tasks are found quicker without a table.
    private const int FewTasks = 16;

    // Both follow from the tasks, and are made when first asked for.
    private TaskCounts? _counts;
    private Dictionary<string, int>? _places;

    /// <summary>Identifier, unique in the job.</summary>
    public required string Id { get; init; }

    /// <summary>The kind of work, such as <c>collision</c>; workers ask for tasks of a type.</summary>
    public required string Type { get; init; }

    /// <summary>Position in the job, from 1.</summary>
    public required int Order { get; init; }

    /// <summary>Which part of the job it belongs to.</summary>
    public StagePhase Phase { get; init; } = StagePhase.Run;

    /// <summary>Who runs its tasks.</summary>
    public ExecutorKind Executor { get; init; }

    /// <summary>Where it stands.</summary>
    public StageState State { get; init; }

    /// <summary>When its tasks could first be taken, or could again after its gate was opened; null before.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>Its share of the job's progress, relative to the other stages'.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>How failed attempts are repeated.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.None;

    /// <summary>Longest time of one attempt; null for none.</summary>
    public TimeSpan? AttemptTimeout { get; init; }

    /// <summary>What the stage is about, as its executor understands it.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>What the client notes on it, replaced as a whole; null for nothing.</summary>
    public JsonElement? UserMetadata { get; init; }

    /// <summary>W3C trace context of the request that added it, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>W3C trace state beside it, or null.</summary>
    public string? TraceState { get; init; }

    /// <summary>Its tasks.</summary>
    public ImmutableArray<JobTask> Tasks
    {
        get;
        init
        {
            field = value;
            _counts = null;
            _places = null;
        }
    }

    = [];

    /// <summary>Its tasks, counted.</summary>
    public TaskCounts Counts => _counts ??= TaskCounts.Of(Tasks);

    /// <summary>True when there is a task and every task is completed.</summary>
    public bool AllTasksCompleted => !Tasks.IsEmpty && Counts.Completed == Tasks.Length;

    /// <summary>The place of a task among <see cref="Tasks"/>; -1 when the stage has none of this identifier.</summary>
    public int IndexOf(string taskId)
    {
        if (Tasks.Length > FewTasks)
        {
            _places ??= PlacesOf(Tasks);
            return _places.GetValueOrDefault(taskId, -1);
        }

        for (int index = 0; index < Tasks.Length; index++)
        {
            if (Tasks[index].Id == taskId)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>When an attempt's right to go on ends unless something is reported before; null when nobody has the task.</summary>
    public DateTimeOffset? LeaseEnd(JobTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Lease is not { } lease)
        {
            return null;
        }

        DateTimeOffset end = lease.ExpiresAt;
        if (!task.Started && lease.StartBy < end)
        {
            end = lease.StartBy.Value;
        }

        return task.StartedAt + AttemptTimeout < end ? task.StartedAt + AttemptTimeout : end;
    }

    /// <summary>The stage with another version of the task at a place.</summary>
    internal Stage Replace(int index, JobTask task)
    {
        Stage replaced = this with { Tasks = Tasks.SetItem(index, task) };
        replaced._counts = Counts.Replace(Tasks[index], task);
        replaced._places = _places;
        return replaced;
    }

    private static Dictionary<string, int> PlacesOf(ImmutableArray<JobTask> tasks)
    {
        Dictionary<string, int> places = new(tasks.Length, StringComparer.Ordinal);
        for (int index = 0; index < tasks.Length; index++)
        {
            places.TryAdd(tasks[index].Id, index);
        }

        return places;
    }
}
