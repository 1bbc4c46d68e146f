using System.Globalization;
using System.Text;
using Kiln.Functions.Surfaces.Jobnik.Words;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Surfaces.Jobnik.Service;

/// <summary>Counts jobs, stages and tasks by status, and writes the counts as the gauges that the dashboards of the manager read.</summary>
internal sealed class JobnikMetrics
{
    private readonly SortedDictionary<string, long> _jobs = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _stages = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _tasks = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _tasksByPriority = new(StringComparer.Ordinal);

    /// <summary>Begins with every status of jobs at zero.</summary>
    public JobnikMetrics()
    {
        foreach (string word in JobnikWords.OfJobs)
        {
            Count(_jobs, 0, ("job_status", word));
        }
    }

    /// <summary>Counts a job with its parts.</summary>
    public void Add(Job job)
    {
        Count(_jobs, 1, ("job_status", JobnikWords.Of(job)));
        string priority = PriorityWords.Of(job.Priority);
        foreach (Stage stage in job.Stages)
        {
            Count(_stages, 1, ("stage_status", JobnikWords.Of(stage.State)), ("stage_type", stage.Type));
            foreach ((TaskState state, int count) in CountsOf(stage).Where(counted => counted.Count > 0))
            {
                string word = JobnikWords.Of(state);
                Count(_tasks, count, ("task_status", word), ("stage_type", stage.Type));
                Count(_tasksByPriority, count, ("stage_type", stage.Type), ("priority", priority), ("task_status", word));
            }
        }
    }

    /// <summary>The counts in the text format of Prometheus.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        Write(text, "jobnik_jobs_by_status", "Current number of jobs by status", _jobs);
        Write(text, "jobnik_stages_by_status", "Current number of stages by status", _stages);
        Write(text, "jobnik_tasks_by_status", "Current number of tasks by status", _tasks);
        Write(text, "jobnik_tasks_count", "Current number of tasks by stage type and priority", _tasksByPriority);
        return text.ToString();
    }

    private static (TaskState State, int Count)[] CountsOf(Stage stage) =>
    [
        (TaskState.Pending, stage.Counts.Pending),
        (TaskState.InProgress, stage.Counts.InProgress),
        (TaskState.Retried, stage.Counts.Retried),
        (TaskState.Completed, stage.Counts.Completed),
        (TaskState.Failed, stage.Counts.Failed),
    ];

    private static void Count(SortedDictionary<string, long> counts, long by, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        StringBuilder key = new();
        foreach ((string name, string value) in labels)
        {
            string escaped = value
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
            key.Append(key.Length == 0 ? "" : ",").Append(name).Append("=\"").Append(escaped).Append('"');
        }

        string label = key.ToString();
        counts[label] = counts.GetValueOrDefault(label) + by;
    }

    private static void Write(StringBuilder text, string name, string help, SortedDictionary<string, long> counts)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n");
        foreach ((string labels, long count) in counts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {count}\n");
        }
    }
}
