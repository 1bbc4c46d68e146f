using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using Kiln.Functions.Configuration;
using Kiln.Functions.Surfaces.Jobnik.Payload;
using Kiln.Functions.Surfaces.Jobnik.Words;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage;
using Kiln.Storage.Jobs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Jobnik.Listing;

/// <summary>
/// The lists of the surface with their totals. What the index of jobs knows (name, priority, whether a job is active) is filtered
/// there; for the rest the records are read.
/// </summary>
public sealed class JobnikLists(JobStore jobs, IOptions<KilnOptions> options)
{
    private const int ReadAtOnce = 100;

    private static readonly ReadOnlyDictionary<string, string> NoLabels = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Jobs, newest first.</summary>
    internal async Task<JobnikPage<JobnikJob>> JobsAsync(
        JobnikRequest asked, JobFilter filter, Func<Job, JobnikJob> show, CancellationToken cancellationToken)
    {
        ListPage page = PageOf(asked);
        JobQuery query = QueryOf(asked.Organisation) with
        {
            Priority = filter.Priority is null ? null : PriorityWords.ValueOf(filter.Priority),
            Labels = filter.Name is null ? NoLabels : new Dictionary<string, string> { [JobnikJobs.NameLabel] = filter.Name },

            // What last changed before a moment was made before it.
            CreatedBefore = filter.Updated.To?.AddMilliseconds(1),
        };
        if (filter.Updated.IsEverything && page.Size <= options.Value.Jobnik.MaxPageSize)
        {
            NumberedJobPage found = await jobs.ListAsync(query, page.Size, page.Number, cancellationToken);
            return new JobnikPage<JobnikJob>(found.Total, [.. found.Jobs.Select(show)]);
        }

        long total = 0;
        List<JobnikJob> items = [];
        await foreach (Job job in ReadAsync(query, cancellationToken))
        {
            if (filter.Updated.Contains(job.UpdatedAt) && total++ is var place && place >= page.First && place < page.End)
            {
                items.Add(show(job));
            }
        }

        return new JobnikPage<JobnikJob>(total, items);
    }

    /// <summary>Stages: those of the newest job first, each job's in their order.</summary>
    internal async Task<JobnikPage<JobnikStage>> StagesAsync(
        JobnikRequest asked, StageFilter filter, bool withTasks, CancellationToken cancellationToken)
    {
        ListPage page = PageOf(asked);
        JobQuery query = QueryOf(asked.Organisation) with { ActiveOnly = filter.OfActiveJobsOnly };
        long total = 0;
        List<JobnikStage> items = [];
        await foreach (Job job in filter.JobId is { } id ? ReadOneAsync(asked.Organisation, id, cancellationToken) : ReadAsync(query, cancellationToken))
        {
            foreach (Stage stage in filter.Shown(job))
            {
                if (total++ is var place && place >= page.First && place < page.End)
                {
                    items.Add(JobnikStage.Of(job, stage, withTasks));
                }
            }
        }

        return new JobnikPage<JobnikStage>(total, items);
    }

    /// <summary>Tasks of any jobs, oldest first.</summary>
    internal async Task<JobnikPage<JobnikTask>> TasksAsync(JobnikRequest asked, TaskFilter filter, CancellationToken cancellationToken)
    {
        ListPage page = PageOf(asked);
        JobQuery query = QueryOf(asked.Organisation) with { CreatedBefore = filter.Updated.To?.AddMilliseconds(1) };
        OldestTasks oldest = new(page.End);
        await foreach (Job job in filter.StageId is { } id ? ReadOneAsync(asked.Organisation, id, cancellationToken) : ReadAsync(query, cancellationToken))
        {
            foreach (Stage stage in job.Stages)
            {
                foreach (JobTask task in filter.Shown(stage))
                {
                    oldest.Add(stage, task);
                }
            }
        }

        return new JobnikPage<JobnikTask>(oldest.Total, oldest.From(page.First));
    }

    /// <summary>Tasks of one stage, oldest first.</summary>
    internal JobnikPage<JobnikTask> TasksOf(JobnikRequest asked, Stage stage)
    {
        ListPage page = PageOf(asked);
        return new JobnikPage<JobnikTask>(
            stage.Tasks.Length, [.. stage.Tasks.Skip(page.First).Take(page.Size).Select(task => JobnikTask.Of(stage, task))]);
    }

    /// <summary>Every job of the surface that a query asks for, newest first.</summary>
    internal async IAsyncEnumerable<Job> ReadAsync(JobQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            JobPage page = await jobs.ListAsync(query, ReadAtOnce, cursor, cancellationToken);
            foreach (Job job in page.Jobs)
            {
                yield return job;
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);
    }

    /// <summary>All jobs of the surface in an organisation.</summary>
    internal static JobQuery QueryOf(string organisation) => new(organisation) { Surface = JobnikJobs.Surface };

    /// <summary>The reply that shows a page, in the shape that the settings give to lists.</summary>
    internal IResult Reply<T>(JobnikPage<T> page) =>
        ListPage.IsArray(options.Value.Jobnik) ? JobnikJson.Reply(page.Items) : JobnikJson.Reply(page);

    private ListPage PageOf(JobnikRequest asked) => ListPage.Of(asked, options.Value.Jobnik);

    private async IAsyncEnumerable<Job> ReadOneAsync(
        string organisation, string partId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await jobs.GetAsync(organisation, PartId.RootOf(partId), cancellationToken) is { Surface: JobnikJobs.Surface } job)
        {
            yield return job;
        }
    }
}
