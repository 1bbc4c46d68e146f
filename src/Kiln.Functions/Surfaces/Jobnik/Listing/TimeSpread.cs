using System.Collections.Immutable;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Surfaces.Jobnik.Listing;

/// <summary>The first and the last of many times.</summary>
internal readonly record struct TimeSpread(DateTimeOffset First, DateTimeOffset Last)
{
    /// <summary>The spread of a time of each task; of no tasks an empty one.</summary>
    public static TimeSpread Of(ImmutableArray<JobTask> tasks, Func<JobTask, DateTimeOffset> timeOf)
    {
        if (tasks.IsEmpty)
        {
            return default;
        }

        DateTimeOffset first = timeOf(tasks[0]);
        DateTimeOffset last = first;
        foreach (JobTask task in tasks)
        {
            DateTimeOffset time = timeOf(task);
            first = time < first ? time : first;
            last = time > last ? time : last;
        }

        return new TimeSpread(first, last);
    }
}
