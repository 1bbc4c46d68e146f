using System.Collections.Immutable;
using System.Security.Cryptography;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Storage.Jobs.Pages;

/// <summary>
/// What is to be written for a job: its head, and the pages that take from it what has grown too much. A small job is its head alone.
/// Of a large one the head holds the last events and the tasks that changed since their page was written; when these are too many, the
/// pages that take the most of them are written anew.
/// </summary>
/// <param name="Job">The job as it is held from now on: without the events that went into pages.</param>
/// <param name="Layout">Where everything stands.</param>
/// <param name="NewPages">The pages to be written before the head, by name.</param>
/// <param name="Superseded">The names of pages that the head no longer needs.</param>
internal sealed record JobPaging(
    Job Job, JobLayout Layout, ImmutableArray<(string Name, PageDocument Page)> NewPages, ImmutableArray<string> Superseded)
{
    /// <summary>Events that a head may hold.</summary>
    public const int MostEvents = 96;

    /// <summary>Events that stay in the head when the others go: those that somebody who listens asks for.</summary>
    public const int KeptEvents = 16;

    /// <summary>Tasks that a head may hold beyond those that are being worked on.</summary>
    public const int MostTasks = 64;

    /// <summary>Tasks of a page.</summary>
    public const int TasksPerPage = 128;

    /// <summary>Plans the write of a job whose last version stood in storage as the layout says.</summary>
    public static JobPaging Plan(Job job, JobLayout before)
    {
        ImmutableArray<(string, PageDocument)>.Builder added = ImmutableArray.CreateBuilder<(string, PageDocument)>();
        ImmutableArray<string>.Builder superseded = ImmutableArray.CreateBuilder<string>();
        ImmutableArray<PageReference> events = before.EventPages;
        if (job.Events.Length > MostEvents)
        {
            int going = job.Events.Length - KeptEvents;
            ImmutableArray<JobEvent> page = [.. job.Events.AsSpan(0, going)];
            PageReference reference = new(NewName(), page[0].Sequence, going);
            added.Add((reference.Name, new PageDocument(StoredJson.CurrentVersion) { Events = page }));
            events = events.Add(reference);
            job = job with { Events = [.. job.Events.AsSpan(going, KeptEvents)], EarlierEvents = reference.End - 1 };
        }

        ImmutableArray<ImmutableArray<TaskPage>> tasks = PlanTasks(job, before, added, superseded);
        return new JobPaging(job, new JobLayout(events, tasks), added.DrainToImmutable(), superseded.DrainToImmutable());
    }

    private static ImmutableArray<ImmutableArray<TaskPage>> PlanTasks(
        Job job,
        JobLayout before,
        ImmutableArray<(string, PageDocument)>.Builder added,
        ImmutableArray<string>.Builder superseded)
    {
        int limit = MostTasks + (2 * job.Stages.Sum(stage => stage.Counts.Leased));
        List<Candidate> candidates = Candidates(job, before);
        int inHead = candidates.Sum(candidate => candidate.Tasks);
        if (inHead <= limit)
        {
            return before.TaskPages;
        }

        ImmutableArray<TaskPage>[] stages = [.. job.Stages.Select((_, stage) => before.PagesOf(stage))];
        foreach (Candidate candidate in candidates.OrderByDescending(candidate => candidate.Tasks))
        {
            if (inHead <= limit / 2)
            {
                break;
            }

            inHead -= candidate.Tasks;
            ImmutableArray<JobTask> all = job.Stages[candidate.Stage].Tasks;
            ImmutableArray<TaskPage> pages = stages[candidate.Stage];
            if (candidate.Page is { } index)
            {
                PageReference old = pages[index].Reference;
                superseded.Add(old.Name);
                stages[candidate.Stage] = pages.SetItem(index, NewPage(all, (int)old.First, old.Count, added));
            }
            else
            {
                for (int first = all.Length - candidate.Tasks; first < all.Length; first += TasksPerPage)
                {
                    pages = pages.Add(NewPage(all, first, Math.Min(TasksPerPage, all.Length - first), added));
                }

                stages[candidate.Stage] = pages;
            }
        }

        return [.. stages];
    }

    /// <summary>What could leave the head: the changed tasks of one page, or the tasks of a stage that have no page yet.</summary>
    private static List<Candidate> Candidates(Job job, JobLayout before)
    {
        List<Candidate> candidates = [];
        for (int stage = 0; stage < job.Stages.Length; stage++)
        {
            ImmutableArray<JobTask> tasks = job.Stages[stage].Tasks;
            ImmutableArray<TaskPage> pages = before.PagesOf(stage);
            for (int page = 0; page < pages.Length; page++)
            {
                if (pages[page].CountChangedIn(tasks) is var changed and > 0)
                {
                    candidates.Add(new Candidate(stage, page, changed));
                }
            }

            int covered = pages.IsEmpty ? 0 : (int)pages[^1].Reference.End;
            if (tasks.Length > covered)
            {
                candidates.Add(new Candidate(stage, null, tasks.Length - covered));
            }
        }

        return candidates;
    }

    private static TaskPage NewPage(
        ImmutableArray<JobTask> all, int first, int count, ImmutableArray<(string, PageDocument)>.Builder added)
    {
        ImmutableArray<JobTask> tasks = [.. all.AsSpan(first, count)];
        PageReference reference = new(NewName(), first, count);
        added.Add((reference.Name, new PageDocument(StoredJson.CurrentVersion) { Tasks = tasks }));
        return new TaskPage(reference, tasks);
    }

    private static string NewName() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    private readonly record struct Candidate(int Stage, int? Page, int Tasks);
}
