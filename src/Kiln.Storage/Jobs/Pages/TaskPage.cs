using System.Collections.Immutable;
using Kiln.Lifecycle.Stages;

namespace Kiln.Storage.Jobs.Pages;

/// <summary>A run of a stage's tasks as a page holds it. Tasks never change in place, so a task of the job that is the same object is unchanged.</summary>
/// <param name="Reference">Where it stands.</param>
/// <param name="Tasks">The tasks.</param>
internal sealed record TaskPage(PageReference Reference, ImmutableArray<JobTask> Tasks)
{
    /// <summary>How many of its tasks have changed since.</summary>
    public int CountChangedIn(ImmutableArray<JobTask> tasks)
    {
        int changed = 0;
        int first = (int)Reference.First;
        for (int index = 0; index < Tasks.Length; index++)
        {
            changed += ReferenceEquals(Tasks[index], tasks[first + index]) ? 0 : 1;
        }

        return changed;
    }

    /// <summary>The places of the tasks that have changed since.</summary>
    public IEnumerable<int> ChangedIn(ImmutableArray<JobTask> tasks)
    {
        int first = (int)Reference.First;
        for (int index = 0; index < Tasks.Length; index++)
        {
            if (!ReferenceEquals(Tasks[index], tasks[first + index]))
            {
                yield return first + index;
            }
        }
    }
}
