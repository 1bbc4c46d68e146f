using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Batches;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Batches;

/// <summary>
/// Hears of every change of a job in this process, and keeps the records of batches up with their jobs: begun, ended, and open again
/// when a job was retried. What it misses, because the process died, the sweep finds.
/// </summary>
public sealed partial class BatchWatcher(JobStore jobs, BatchStore batches, TimeProvider clock, ILogger<BatchWatcher> logger)
    : BackgroundService
{
    /// <summary>How long words of one batch are gathered: thousands of its jobs may end in a second, and each end might be the last.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);

    private readonly BatchChanges _changes = new();

    /// <inheritdoc />
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        jobs.Changed += OnChanged;
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        jobs.Changed -= OnChanged;
        return base.StopAsync(cancellationToken);
    }

    /// <summary>Brings the record of a batch up with its jobs.</summary>
    public async Task LookAsync(BatchChange change, CancellationToken cancellationToken)
    {
        (string organisationId, string batchId, BatchNews news, DateTimeOffset? endedAgainAt) = change;
        if (await batches.GetAsync(organisationId, batchId, cancellationToken) is not { } batch)
        {
            return;
        }

        if (batch.CompletedAt is not null)
        {
            if (!await IsOutdatedAsync(batch, news, endedAgainAt, cancellationToken))
            {
                return;
            }

            await batches.UpdateAsync(
                organisationId,
                batchId,
                current => current.CompletedAt == batch.CompletedAt ? current.Reopen(clock.GetUtcNow()) : current,
                cancellationToken);
        }
        else if (batch.StartedAt is null && news.HasFlag(BatchNews.Begun))
        {
            await batches.UpdateAsync(organisationId, batchId, current => current.Start(clock.GetUtcNow()), cancellationToken);
        }

        if (news.HasFlag(BatchNews.Ended))
        {
            await batches.CompleteIfEndedAsync(organisationId, batchId, cancellationToken);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            foreach (BatchChange change in await _changes.TakeAsync(stoppingToken))
            {
                await TryLookAsync(change, stoppingToken);
            }

            await Task.Delay(Gathering, clock, stoppingToken);
        }
    }

    /// <summary>Whether an ended batch has a job that runs again, or one that has run again since and ended before anybody looked.</summary>
    private async Task<bool> IsOutdatedAsync(
        Batch batch, BatchNews news, DateTimeOffset? endedAgainAt, CancellationToken cancellationToken) =>
        endedAgainAt > batch.CompletedAt
        || (news.HasFlag(BatchNews.Retried) && await batches.HasActiveJobsAsync(batch, cancellationToken))
        || (news.HasFlag(BatchNews.EndedAgain)
            && await batches.CountAsync(batch with { Counts = null }, cancellationToken) != batch.Counts);

    private static BatchNews NewsOf(Job job)
    {
        BatchNews news = job.StartedAt is not null || job.State is JobState.Claimed or JobState.Running ? BatchNews.Begun : BatchNews.None;
        if (job.State.IsTerminal())
        {
            news |= BatchNews.Ended | (job.Retries > 0 ? BatchNews.EndedAgain : BatchNews.None);
        }
        else if (job.Retries > 0)
        {
            news |= BatchNews.Retried;
        }

        return news;
    }

    private void OnChanged(object? sender, Job job)
    {
        if (job.BatchId is { } batchId && NewsOf(job) is not BatchNews.None and var news)
        {
            _changes.Add(new BatchChange(
                job.OrganisationId, batchId, news, news.HasFlag(BatchNews.EndedAgain) ? job.CompletedAt : null));
        }
    }

    private async Task TryLookAsync(BatchChange change, CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(change, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogMissed(logger, exception, change.BatchId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The record of batch {BatchId} could not be brought up with its jobs; the next sweep does it.")]
    private static partial void LogMissed(ILogger logger, Exception exception, string batchId);
}
