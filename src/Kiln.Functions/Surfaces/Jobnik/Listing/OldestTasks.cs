using Kiln.Functions.Surfaces.Jobnik.Payload;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Surfaces.Jobnik.Listing;

/// <summary>
/// Keeps the oldest of many tasks, in their order (creation, then identifier): so that one page of a long list does not hold the whole
/// of it.
/// </summary>
/// <param name="most">How many are kept.</param>
internal sealed class OldestTasks(int most)
{
    // The youngest of those kept comes out first.
    private readonly PriorityQueue<(Stage Stage, JobTask Task), (DateTimeOffset, string)> _kept = new(YoungestFirst.Instance);

    /// <summary>Takes tasks of a stage.</summary>
    public void Add(Stage stage, IEnumerable<JobTask> tasks)
    {
        foreach (JobTask task in tasks)
        {
            Add(stage, task);
        }
    }

    private void Add(Stage stage, JobTask task)
    {
        if (_kept.Count < most)
        {
            _kept.Enqueue((stage, task), (task.CreatedAt, task.Id));
        }
        else if (most > 0)
        {
            _kept.EnqueueDequeue((stage, task), (task.CreatedAt, task.Id));
        }
    }

    /// <summary>Those kept, oldest first, without the first so many.</summary>
    public IReadOnlyList<JobnikTask> From(int skip) =>
    [
        .. _kept.UnorderedItems
            .OrderBy(item => item.Priority.Item1)
            .ThenBy(item => item.Priority.Item2, StringComparer.Ordinal)
            .Skip(skip)
            .Select(item => JobnikTask.Of(item.Element.Stage, item.Element.Task)),
    ];

    private sealed class YoungestFirst : IComparer<(DateTimeOffset Created, string Id)>
    {
        public static YoungestFirst Instance { get; } = new();

        public int Compare((DateTimeOffset Created, string Id) x, (DateTimeOffset Created, string Id) y) =>
            y.Created.CompareTo(x.Created) is var order and not 0 ? order : string.CompareOrdinal(y.Id, x.Id);
    }
}
