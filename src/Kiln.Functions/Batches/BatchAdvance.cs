using Kiln.Functions.Jobs;
using Kiln.Functions.Orchestration;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Transitions;
using Kiln.Storage.Batches;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Batches;

/// <summary>One step of what is to be done for a batch as a whole: a page of jobs stored, cancelled or removed, or its end found.</summary>
public sealed class BatchAdvance(
    BatchStore batches,
    BatchItemStore items,
    BatchExpansion expansion,
    JobStore jobs,
    JobPurge purge,
    IEnumerable<IBatchExpander> expanders,
    TimeProvider clock)
{
    private const int CancelledAtOnce = 200;
    private const int RemovedAtOnce = 100;

    /// <summary>Goes one step on; answers where to go on from, or null when there is nothing more to do.</summary>
    public async Task<BatchRun?> AdvanceAsync(DurableTaskClient client, BatchRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (await batches.GetAsync(run.OrganisationId, run.BatchId, cancellationToken) is not { } batch)
        {
            return null;
        }

        if (batch.Deleting)
        {
            return await RemovePageAsync(client, batch, run, cancellationToken);
        }

        IBatchExpander expander = expanders.FirstOrDefault(candidate => candidate.Expands(batch))
            ?? throw new InvalidOperationException($"Nothing expands batches of the surface '{batch.Surface}'.");
        if (batch.ExpandedAt is null)
        {
            Batch? after = await expansion.AdvanceAsync(
                batch,
                (first, count, stop) => MakeAsync(expander, batch, first, count, stop),
                job => JobDriver.StartAsync(client, job, CancellationToken.None),
                cancellationToken);
            return after is null ? null : run;
        }

        if (batch is { CancelRequested: true, CompletedAt: null }
            && await CancelPageAsync(client, expander, run, cancellationToken) is { } cursor)
        {
            return run with { Cursor = cursor };
        }

        await items.DeleteAsync(batch.OrganisationId, batch.Id, cancellationToken);
        await batches.CompleteIfEndedAsync(batch.OrganisationId, batch.Id, cancellationToken);
        return null;
    }

    private async Task<IReadOnlyList<Job>> MakeAsync(
        IBatchExpander expander, Batch batch, int first, int count, CancellationToken cancellationToken)
    {
        IReadOnlyList<BatchJob> read = await expander.ReadAsync(batch, first, count, cancellationToken);
        return [.. read.Select((job, offset) => Make(batch, job, first + offset))];
    }

    private Job Make(Batch batch, BatchJob job, int index)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Submission submission = job.Submission with
        {
            Id = batch.JobIdOf(index),
            OrganisationId = batch.OrganisationId,
            BatchId = batch.Id,
            Price = batch.Price,
            TraceParent = batch.TraceParent,
        };
        Job planned = JobLifecycle.Apply(JobLifecycle.Submit(submission, now), new Plan(job.Stages), now).Job;
        return job.Failure is null ? planned : JobLifecycle.Apply(planned, new Fail(job.Failure), now).Job;
    }

    /// <summary>Removes a page of jobs, and after the last one the batch itself; answers where to go on from, or null.</summary>
    private async Task<BatchRun?> RemovePageAsync(
        DurableTaskClient client, Batch batch, BatchRun run, CancellationToken cancellationToken)
    {
        JobQuery all = new(batch.OrganisationId) { BatchId = batch.Id };
        JobPage page = await jobs.ListAsync(all, RemovedAtOnce, run.Cursor, cancellationToken);
        await Parallel.ForEachAsync(page.Jobs, cancellationToken, async (job, stop) =>
        {
            if (!await purge.PurgeAsync(client, job, stop))
            {
                throw new InvalidOperationException($"Job {job.Id} cannot be removed yet: its credits are still being settled.");
            }
        });
        if (page.Cursor is not null)
        {
            return run with { Cursor = page.Cursor };
        }

        await items.DeleteAsync(batch.OrganisationId, batch.Id, cancellationToken);
        await batches.DeleteAsync(batch.OrganisationId, batch.Id, cancellationToken);
        return null;
    }

    /// <summary>Cancels a page of active jobs; answers where the next one begins, or null after the last.</summary>
    private async Task<string?> CancelPageAsync(
        DurableTaskClient client, IBatchExpander expander, BatchRun run, CancellationToken cancellationToken)
    {
        JobQuery active = new(run.OrganisationId) { BatchId = run.BatchId, ActiveOnly = true };
        JobPage page = await jobs.ListAsync(active, CancelledAtOnce, run.Cursor, cancellationToken);
        await Parallel.ForEachAsync(page.Jobs, cancellationToken, async (job, stop) =>
        {
            Outcome? outcome = await jobs.UpdateAsync(
                job.OrganisationId,
                job.Id,
                current => current.State.IsActive() && !current.CancelRequested ? expander.CancelOf(current) : null,
                stop);
            if (outcome is Outcome.Applied)
            {
                await JobDriver.WakeAsync(client, outcome.Job, "cancel", CancellationToken.None);
            }
        });
        return page.Cursor;
    }
}
