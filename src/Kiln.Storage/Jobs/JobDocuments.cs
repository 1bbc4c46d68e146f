using System.Collections.Immutable;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs.Pages;

namespace Kiln.Storage.Jobs;

/// <summary>
/// Reads and writes jobs as documents: one for each, and for a large one immutable pages that its document, the head, names.
/// </summary>
/// <remarks>
/// Pages are written before the head that names them, under names that no other write uses, and the head by compare-and-swap: so the
/// head alone decides, and what a crash can leave is this.
/// <list type="bullet">
/// <item>After some pages, before the head: the old head stands with its own pages; the new ones are garbage that nobody names.</item>
/// <item>After the head, before the superseded pages are removed: the new head stands; the old pages are garbage.</item>
/// <item>In a deletion, which first puts a mark in the place of the head: the job is gone; pages and mark are removed when
/// <see cref="RemoveMarkAsync"/> is done again.</item>
/// </list>
/// Garbage costs room and nothing else; all pages of a job stand under one prefix and go with the job. A reader in another process that
/// holds a head whose pages were superseded meanwhile finds one missing, and reads the head again.
/// </remarks>
internal sealed class JobDocuments(IDocumentStore documents, long pageCacheCapacity)
{
    // A reader is overtaken by so many rewrites of the very pages it reads only when something is broken.
    private const int MostReads = 10;

    private readonly BoundedCache<PageDocument> _pages = new(pageCacheCapacity);

    /// <summary>Reads a job; null when there is none.</summary>
    /// <exception cref="InvalidDataException">The job's head names a page that is not there.</exception>
    public async Task<StoredJob?> ReadAsync(string key, CancellationToken cancellationToken = default)
    {
        for (int reads = 1; ; reads++)
        {
            if (await documents.GetAsync(key, cancellationToken) is not { } document
                || JobDocument.Read(document) is not { Job: { } head } stored)
            {
                return null;
            }

            if (stored.StageLayouts is not { } layouts)
            {
                return new StoredJob(head, document.ETag, JobLayout.Whole);
            }

            if (await TryAssembleAsync(key, head, layouts, cancellationToken) is var (job, pages))
            {
                return new StoredJob(job, document.ETag, new JobLayout(stored.EventPages ?? [], pages));
            }

            if (reads == MostReads)
            {
                throw new InvalidDataException($"Job document '{key}' names pages that are not there.");
            }
        }
    }

    /// <summary>Stores a new job; null when something stands under its key.</summary>
    public Task<StoredJob?> CreateAsync(string key, Job job) => WriteAsync(key, job, JobLayout.Whole, WriteCondition.Absent);

    /// <summary>Writes a job over the version that it was made of; null when that no longer stands.</summary>
    public Task<StoredJob?> ReplaceAsync(string key, StoredJob before, Job job) =>
        WriteAsync(key, job, before.Layout, WriteCondition.Matches(before.ETag));

    /// <summary>Puts the mark of an identifier that was given up; false when something stands under the key.</summary>
    public async Task<bool> MarkAsync(string key) =>
        await documents.PutAsync(key, JobDocument.WriteMark(), WriteCondition.Absent) is not null;

    /// <summary>Deletes a version of a job with all its pages; false when it no longer stands.</summary>
    public async Task<bool> DeleteAsync(string key, StoredJob stored)
    {
        if (stored.Layout.IsWhole)
        {
            return await documents.DeleteAsync(key, stored.ETag);
        }

        if (await documents.PutAsync(key, JobDocument.WriteMark(), WriteCondition.Matches(stored.ETag)) is not { } mark)
        {
            return false;
        }

        await RemoveMarkAsync(key, mark);
        return true;
    }

    /// <summary>Removes what a deletion left: the pages first, the mark last, so that what broke off can be done again.</summary>
    public async Task<bool> RemoveMarkAsync(string key, string etag)
    {
        await foreach (DocumentListItem page in documents.EnumerateAsync(JobKeys.PagePrefix(key)))
        {
            await documents.DeleteAsync(page.Key);
        }

        return await documents.DeleteAsync(key, etag);
    }

    /// <summary>Events of a job that follow a sequence number, at most so many; none when the job was deleted meanwhile.</summary>
    public async Task<IReadOnlyList<JobEvent>> ReadEventsAsync(
        string key, StoredJob stored, long after, int most, CancellationToken cancellationToken)
    {
        List<JobEvent> events = [];
        foreach (PageReference reference in stored.Layout.EventPages.Where(page => page.End > after + 1))
        {
            if (events.Count >= most)
            {
                break;
            }

            // Pages of events are never superseded: when one is missing the job itself is gone.
            if (await ReadPageAsync(key, reference, cancellationToken) is not { Events: { } page })
            {
                return [];
            }

            events.AddRange(page.Where(happened => happened.Sequence > after));
        }

        if (events.Count < most)
        {
            events.AddRange(stored.Job.Events.Where(happened => happened.Sequence > after));
        }

        return events.Count <= most ? events : events[..most];
    }

    private async Task<StoredJob?> WriteAsync(string key, Job job, JobLayout before, WriteCondition condition)
    {
        JobPaging paging = JobPaging.Plan(job, before);
        await Task.WhenAll(paging.NewPages.Select(page => WritePageAsync(key, page.Name, page.Page)));
        string? etag = await documents.PutAsync(key, JobDocument.Write(paging.Job, paging.Layout), condition);
        RemovePages(key, etag is null ? paging.NewPages.Select(page => page.Name) : paging.Superseded);
        return etag is null ? null : new StoredJob(paging.Job, etag, paging.Layout);
    }

    private async Task WritePageAsync(string key, string name, PageDocument page)
    {
        string pageKey = JobKeys.PagePrefix(key) + name;
        DocumentWrite write = StoredJson.Write(page, StorageJson.Default.PageDocument);
        if (await documents.PutAsync(pageKey, write, WriteCondition.Absent) is null)
        {
            throw new InvalidOperationException($"A page of the name '{pageKey}' is there already.");
        }

        Keep(pageKey, page);
    }

    /// <summary>Nobody waits for this: what is not removed is garbage.</summary>
    private void RemovePages(string key, IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            string pageKey = JobKeys.PagePrefix(key) + name;
            _pages.Remove(pageKey);
            _ = RemoveAsync(pageKey);
        }

        async Task RemoveAsync(string pageKey)
        {
            try
            {
                await documents.DeleteAsync(pageKey);
            }
#pragma warning disable CA1031 // The page goes with its job at the latest.
            catch (Exception)
#pragma warning restore CA1031
            {
                // Storage is away, or the process is being stopped.
            }
        }
    }

    private async Task<(Job Job, ImmutableArray<ImmutableArray<TaskPage>> Pages)?> TryAssembleAsync(
        string key, Job head, ImmutableArray<StageLayout?> layouts, CancellationToken cancellationToken)
    {
        Stage[] stages = [.. head.Stages];
        ImmutableArray<TaskPage>[] pages = new ImmutableArray<TaskPage>[layouts.Length];
        for (int index = 0; index < layouts.Length; index++)
        {
            pages[index] = [];
            if (layouts[index] is not { } layout)
            {
                continue;
            }

            PageDocument?[] read = await Task.WhenAll(layout.Pages.Select(page => ReadPageAsync(key, page, cancellationToken)));
            if (Array.Exists(read, page => page?.Tasks is null))
            {
                return null;
            }

            pages[index] = [.. layout.Pages.Zip(read, (reference, page) => new TaskPage(reference, page!.Tasks!.Value))];
            stages[index] = stages[index] with { Tasks = Assemble(pages[index], layout.Places, stages[index].Tasks) };
        }

        return (head with { Stages = [.. stages] }, [.. pages]);
    }

    private static ImmutableArray<JobTask> Assemble(
        ImmutableArray<TaskPage> pages, ImmutableArray<int> places, ImmutableArray<JobTask> inHead)
    {
        ImmutableArray<JobTask>.Builder tasks = ImmutableArray.CreateBuilder<JobTask>();
        foreach (TaskPage page in pages)
        {
            tasks.AddRange(page.Tasks);
        }

        // Places ascend, so those beyond the pages come in their order.
        for (int index = 0; index < places.Length; index++)
        {
            if (places[index] < tasks.Count)
            {
                tasks[places[index]] = inHead[index];
            }
            else
            {
                tasks.Add(inHead[index]);
            }
        }

        return tasks.DrainToImmutable();
    }

    private async Task<PageDocument?> ReadPageAsync(string key, PageReference reference, CancellationToken cancellationToken)
    {
        string pageKey = JobKeys.PagePrefix(key) + reference.Name;
        if (_pages.TryGet(pageKey, out PageDocument? kept))
        {
            return kept;
        }

        if (await documents.GetAsync(pageKey, cancellationToken) is not { } document)
        {
            return null;
        }

        PageDocument page = StoredJson.Read(document, StorageJson.Default.PageDocument);
        Keep(pageKey, page);
        return page;
    }

    private void Keep(string pageKey, PageDocument page) =>
        _pages.Set(pageKey, page, (page.Tasks?.Length ?? 0) + (page.Events?.Length ?? 0));
}
