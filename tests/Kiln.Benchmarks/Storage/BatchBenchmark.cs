using System.Diagnostics;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;
using Kiln.Storage;
using Kiln.Storage.Batches;
using Kiln.Storage.Credits;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;
using Kiln.Storage.Organisations;

namespace Kiln.Benchmarks.Storage;

/// <summary>Measures a batch of 100,000 jobs among 100,000 others: making its jobs, and reading how they stand.</summary>
internal static class BatchBenchmark
{
    private const string Organisation = "bench";
    private const int Jobs = 100_000;

    public static async Task RunAsync(IDocumentStore documents, JobStore jobs)
    {
        BatchStore batches = new(documents, TimeProvider.System);
        AccountStore accounts = new(documents, new OrganisationStore(documents), TimeProvider.System);
        BatchExpansion expansion = new(batches, jobs, accounts, TimeProvider.System);
        Batch batch = await ExpandAsync(batches, expansion);
        await StorageBenchmarks.MeasureAsync("batch.counts_100k", _ => batches.CountAsync(batch));
        await StorageBenchmarks.MeasureAsync("batch.has_active_100k", _ => batches.HasActiveJobsAsync(batch));
        await StorageBenchmarks.MeasureAsync("batch.recent_ends_100k", _ => batches.CountRecentEndsAsync(batch, minutes: 10));
        JobQuery held = new(Organisation) { BatchId = batch.Id };
        await StorageBenchmarks.MeasureAsync("batch.jobs_page_100k", _ => jobs.ListAsync(held, 50, cursor: null));
        await StorageBenchmarks.MeasureAsync("batch.jobs_failed_100k", _ => jobs.ListAsync(held with { States = [JobState.Failed] }, 50, cursor: null));
    }

    private static async Task<Batch> ExpandAsync(BatchStore batches, BatchExpansion expansion)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Batch batch = new Batch
        {
            Id = PartId.NewRoot(now),
            OrganisationId = Organisation,
            Surface = "jobs",
            Type = "work",
            Total = Jobs,
            PageSize = 100,
            CreatedAt = now,
        }.Begin(now);
        await batches.CreateAsync(batch);
        long began = Stopwatch.GetTimestamp();
        for (Batch? current = batch; current is { ExpandedAt: null };)
        {
            current = await expansion.AdvanceAsync(
                current,
                (first, count, _) => Task.FromResult<IReadOnlyList<Job>>([.. Enumerable.Range(first, count).Select(index => NewJob(batch, index, now))]),
                _ => Task.CompletedTask);
        }

        StorageBenchmarks.Report("batch.expanded_jobs_per_second", Jobs / Stopwatch.GetElapsedTime(began).TotalSeconds, "1/s");
        return (await batches.GetAsync(Organisation, batch.Id))!;
    }

    private static Job NewJob(Batch batch, int index, DateTimeOffset now)
    {
        Submission submission = new()
        {
            Id = batch.JobIdOf(index),
            OrganisationId = Organisation,
            Surface = "jobs",
            Type = "work",
            BatchId = batch.Id,
        };
        StagePlan stage = new() { Id = "run", Type = "run", Executor = ExecutorKind.Worker, Tasks = [new TaskPlan("run")] };
        return JobLifecycle.Apply(JobLifecycle.Submit(submission, now), new Plan([stage]), now).Job;
    }
}
