using System.Collections.Immutable;
using System.Text.Json;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Lifecycle.Transitions;

/// <summary>A job while one command is applied to it: collects the changes and the events they cause.</summary>
internal sealed class JobDraft(Job job, DateTimeOffset now)
{
    private readonly List<JobEvent> _events = [];

    public Job Original { get; } = job;

    public Job Job { get; set; } = job;

    public DateTimeOffset Now { get; } = now;

    public ImmutableArray<JobEvent> Events => [.. _events];

    public void Emit(string type, object? data = null) => _events.Add(new JobEvent(
        Original.LastSequence + _events.Count + 1,
        type,
        Now,
        data is null ? null : JsonSerializer.SerializeToElement(data)));

    public void Set(Stage stage) => Job = Job with { Stages = Job.Stages.SetItem(stage.Order - 1, stage) };

    public void Set(Stage stage, JobTask task)
    {
        Stage current = Job.Stages[stage.Order - 1];
        Set(current.Replace(current.IndexOf(task.Id), task with { UpdatedAt = Now }));
    }

    public void MoveTo(JobState state)
    {
        if (Job.State != state)
        {
            Job = Job with { State = state, StateSince = Now };
        }
    }

    public Outcome Finish()
    {
        if (ReferenceEquals(Job, Original) && _events.Count == 0)
        {
            return new Outcome.Unchanged(Original);
        }

        ImmutableArray<JobEvent> events = Events;
        Job changed = Job with { UpdatedAt = Now, Version = Original.Version + 1, Events = Original.Events.AddRange(events) };
        return new Outcome.Applied(changed, events);
    }
}
