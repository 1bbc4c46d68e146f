using System.Globalization;
using System.Text;
using Kiln.Functions.Surfaces.Jobnik.Listing;
using Kiln.Functions.Surfaces.Jobnik.Words;

namespace Kiln.Functions.Surfaces.Jobnik.Service;

/// <summary>Counts jobs, stages and tasks by status, and writes the counts as the gauges that the dashboards of the manager read.</summary>
internal sealed class JobnikMetrics
{
    private readonly Dictionary<string, long> _jobs = JobnikWords.OfJobs.ToDictionary(word => word, _ => 0L);
    private readonly Dictionary<(string Status, string StageType), long> _stages = [];
    private readonly Dictionary<(string Status, string StageType, string Priority), long> _tasks = [];

    /// <summary>Counts a job with its parts.</summary>
    public void Add(JobOutline job)
    {
        Count(_jobs, job.Status, 1);
        string priority = PriorityWords.Of(job.Priority);
        foreach (StageOutline stage in job.Stages)
        {
            Count(_stages, (JobnikWords.Of(stage.State), stage.Type), 1);
            foreach (string status in JobnikWords.OfTasks)
            {
                if (stage.CountOf(status) is > 0 and var count)
                {
                    Count(_tasks, (status, stage.Type, priority), count);
                }
            }
        }
    }

    /// <summary>The counts in the text format of Prometheus.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        Write(text, "jobnik_jobs_by_status", "Current number of jobs by status", _jobs.Select(
            counted => (Labels(("job_status", counted.Key)), counted.Value)));
        Write(text, "jobnik_stages_by_status", "Current number of stages by status", _stages.Select(
            counted => (Labels(("stage_status", counted.Key.Status), ("stage_type", counted.Key.StageType)), counted.Value)));
        Write(text, "jobnik_tasks_by_status", "Current number of tasks by status", _tasks.GroupBy(
            counted => (counted.Key.Status, counted.Key.StageType),
            (key, counted) => (
                Labels(("task_status", key.Status), ("stage_type", key.StageType)), counted.Sum(priority => priority.Value))));
        Write(text, "jobnik_tasks_count", "Current number of tasks by stage type and priority", _tasks.Select(counted => (
            Labels(("stage_type", counted.Key.StageType), ("priority", counted.Key.Priority), ("task_status", counted.Key.Status)),
            counted.Value)));
        return text.ToString();
    }

    private static void Count<TKey>(Dictionary<TKey, long> counts, TKey key, long by)
        where TKey : notnull => counts[key] = counts.GetValueOrDefault(key) + by;

    private static string Labels(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        StringBuilder text = new();
        foreach ((string name, string value) in labels)
        {
            string escaped = value
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(text.Length == 0 ? "" : ",").Append(name).Append("=\"").Append(escaped).Append('"');
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, string name, string help, IEnumerable<(string Labels, long Count)> gauges)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n");
        foreach ((string labels, long count) in gauges.OrderBy(gauge => gauge.Labels, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {count}\n");
        }
    }
}
