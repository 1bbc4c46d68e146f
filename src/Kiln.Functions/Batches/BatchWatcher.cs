using System.Collections.Concurrent;
using System.Threading.Channels;
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

    private readonly Channel<(string Organisation, string BatchId)> _changed = Channel.CreateUnbounded<(string, string)>();
    private readonly ConcurrentDictionary<string, (BatchNews News, DateTimeOffset? EndedAgainAt)> _news = new(StringComparer.Ordinal);

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
    public Task LookAsync(string organisationId, string batchId, BatchNews news, CancellationToken cancellationToken) =>
        LookAsync(organisationId, batchId, news, endedAgainAt: null, cancellationToken);

    /// <summary>Brings the record of a batch up with its jobs.</summary>
    /// <param name="organisationId">The owner.</param>
    /// <param name="batchId">The batch.</param>
    /// <param name="news">What was heard of its jobs.</param>
    /// <param name="endedAgainAt">When the last of its retried jobs ended, if that was heard.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task LookAsync(
        string organisationId, string batchId, BatchNews news, DateTimeOffset? endedAgainAt, CancellationToken cancellationToken)
    {
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
        while (await _changed.Reader.WaitToReadAsync(stoppingToken))
        {
            while (_changed.Reader.TryRead(out (string Organisation, string BatchId) changed))
            {
                if (_news.TryRemove(changed.BatchId, out (BatchNews News, DateTimeOffset? EndedAgainAt) heard))
                {
                    await TryLookAsync(changed.Organisation, changed.BatchId, heard.News, heard.EndedAgainAt, stoppingToken);
                }
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
        if (job.BatchId is null || NewsOf(job) is not (not BatchNews.None and var news))
        {
            return;
        }

        bool waits = false;
        DateTimeOffset? endedAgainAt = news.HasFlag(BatchNews.EndedAgain) ? job.CompletedAt : null;
        _news.AddOrUpdate(
            job.BatchId,
            _ =>
            {
                // Also when what was there a moment ago is being looked at by now: nobody else would write the word.
                waits = false;
                return (news, endedAgainAt);
            },
            (_, earlier) =>
            {
                waits = true;
                return (earlier.News | news, endedAgainAt ?? earlier.EndedAgainAt);
            });
        if (!waits)
        {
            _changed.Writer.TryWrite((job.OrganisationId, job.BatchId));
        }
    }

    private async Task TryLookAsync(
        string organisationId, string batchId, BatchNews news, DateTimeOffset? endedAgainAt, CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(organisationId, batchId, news, endedAgainAt, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogMissed(logger, exception, batchId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The record of batch {BatchId} could not be brought up with its jobs; the next sweep does it.")]
    private static partial void LogMissed(ILogger logger, Exception exception, string batchId);
}
