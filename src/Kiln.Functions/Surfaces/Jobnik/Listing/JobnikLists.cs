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
/// The lists of the surface with their totals. Names and priorities of jobs are filtered by the index of jobs, everything else by the
/// outlines; the records that are read are those of the page, and those of which only a part lies in the times asked for.
/// </summary>
public sealed class JobnikLists(JobStore jobs, JobnikOutlines outlines, IOptions<KilnOptions> options)
{
    private static readonly ReadOnlyDictionary<string, string> NoLabels = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Jobs, newest first.</summary>
    internal async Task<JobnikPage<JobnikJob>> JobsAsync(
        JobnikRequest asked, JobFilter filter, Func<Job, JobnikJob> show, CancellationToken cancellationToken)
    {
        ListPage page = PageOf(asked);
        if (filter.Updated.IsEverything && page.Size <= options.Value.Jobnik.MaxPageSize)
        {
            JobQuery query = JobnikJobs.QueryOf(asked.Organisation) with
            {
                Priority = filter.Priority is null ? null : PriorityWords.ValueOf(filter.Priority),
                Labels = filter.Name is null ? NoLabels : new Dictionary<string, string> { [JobnikJobs.NameLabel] = filter.Name },
            };
            NumberedJobPage found = await jobs.ListAsync(query, page.Size, page.Number, cancellationToken);
            return new JobnikPage<JobnikJob>(found.Total, [.. found.Jobs.Select(show)]);
        }

        long total = 0;
        List<JobnikJob> items = [];
        await foreach (JobOutline outline in outlines.ReadAsync(asked.Organisation, cancellationToken).Where(filter.Shows))
        {
            if (total++ is var place && place >= page.First && place < page.End
                && await jobs.GetAsync(asked.Organisation, outline.Id, cancellationToken) is { } job)
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
        long total = 0;
        List<JobnikStage> items = [];
        await foreach (JobOutline outline in OutlinesAsync(asked.Organisation, filter.JobId, cancellationToken))
        {
            Job? job = null;
            foreach (StageOutline stage in filter.Shown(outline))
            {
                if (total++ is var place && place >= page.First && place < page.End
                    && (job ??= await jobs.GetAsync(asked.Organisation, outline.Id, cancellationToken)) is { } read)
                {
                    items.Add(JobnikStage.Of(read, JobnikJobs.StageOf(read, stage.Id), withTasks));
                }
            }
        }

        return new JobnikPage<JobnikStage>(total, items);
    }

    /// <summary>Tasks of any jobs, oldest first.</summary>
    internal async Task<JobnikPage<JobnikTask>> TasksAsync(JobnikRequest asked, TaskFilter filter, CancellationToken cancellationToken)
    {
        ListPage page = PageOf(asked);
        List<TaskBlock> blocks = [];
        await foreach (JobOutline outline in OutlinesAsync(asked.Organisation, filter.StageId, cancellationToken))
        {
            Job? job = null;
            foreach (StageOutline stage in outline.Stages.Where(filter.MayShow))
            {
                int count = stage.CountOf(filter.Status);
                if (!filter.Updated.Contains(stage.Updated))
                {
                    job ??= await jobs.GetAsync(asked.Organisation, outline.Id, cancellationToken);
                    count = job is null ? 0 : filter.Shown(JobnikJobs.StageOf(job, stage.Id)).Count();
                }

                if (count > 0)
                {
                    blocks.Add(new TaskBlock(outline.Id, stage.Id, stage.Created, count));
                }
            }
        }

        long total = blocks.Sum(block => (long)block.Count);
        (List<TaskBlock> needed, int before) = TaskBlock.OfPage(blocks, page);
        OldestTasks oldest = new(page.End - before);
        foreach (IGrouping<string, TaskBlock> ofJob in needed.GroupBy(block => block.JobId))
        {
            if (await jobs.GetAsync(asked.Organisation, ofJob.Key, cancellationToken) is { } job)
            {
                foreach (Stage stage in ofJob.Select(block => JobnikJobs.StageOf(job, block.StageId)))
                {
                    oldest.Add(stage, filter.Shown(stage));
                }
            }
        }

        return new JobnikPage<JobnikTask>(total, oldest.From(page.First - before));
    }

    /// <summary>Tasks of one stage, oldest first.</summary>
    internal JobnikPage<JobnikTask> TasksOf(JobnikRequest asked, Stage stage)
    {
        ListPage page = PageOf(asked);
        return new JobnikPage<JobnikTask>(
            stage.Tasks.Length, [.. stage.Tasks.Skip(page.First).Take(page.Size).Select(task => JobnikTask.Of(stage, task))]);
    }

    /// <summary>The reply that shows a page, in the shape that the settings give to lists.</summary>
    internal IResult Reply<T>(JobnikPage<T> page) =>
        ListPage.IsArray(options.Value.Jobnik) ? JobnikJson.Reply(page.Items) : JobnikJson.Reply(page);

    private ListPage PageOf(JobnikRequest asked) => ListPage.Of(asked, options.Value.Jobnik);

    /// <summary>The outlines of all jobs, or of the one that a part is of.</summary>
    private async IAsyncEnumerable<JobOutline> OutlinesAsync(
        string organisation, string? partId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (partId is null)
        {
            await foreach (JobOutline outline in outlines.ReadAsync(organisation, cancellationToken))
            {
                yield return outline;
            }
        }
        else if (await jobs.GetAsync(organisation, PartId.RootOf(partId), cancellationToken) is { Surface: JobnikJobs.Surface } job)
        {
            yield return JobOutline.Of(job);
        }
    }
}
