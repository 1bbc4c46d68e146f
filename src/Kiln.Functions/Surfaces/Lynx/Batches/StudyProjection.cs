using Kiln.Functions.Configuration;
using Kiln.Storage.Batches;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx.Batches;

/// <summary>Shows batches in the words of the surface.</summary>
public sealed class StudyProjection(BatchStore batches, StudyCatalog studies, IOptions<KilnOptions> options)
{
    internal async Task<StudyStatus> ShowAsync(Batch batch, CancellationToken cancellationToken)
    {
        (batch, BatchCounts counts) = await CountAsync(batch, cancellationToken);
        LynxOptions settings = options.Value.Lynx;
        RecentEnds ends = await batches.CountRecentEndsAsync(batch, settings.ThroughputWindowMinutes, cancellationToken);
        double? left = ends.MinutesLeft(counts, settings.EstimateMinJobs);
        return new StudyStatus(
            await PayloadOfAsync(batch, counts, cancellationToken),
            ByStatus(counts),
            Math.Round(ends.PerMinute, 1),
            left is { } minutes ? Math.Round(minutes, 1) : null);
    }

    internal async Task<StudyPayload> ShowShortAsync(Batch batch, CancellationToken cancellationToken)
    {
        (batch, BatchCounts counts) = await CountAsync(batch, cancellationToken);
        return await PayloadOfAsync(batch, counts, cancellationToken);
    }

    /// <summary>Jobs by word, without zeros, in the order of a job's life.</summary>
    internal static IReadOnlyDictionary<string, long> ByStatus(BatchCounts counts)
    {
        long[] numbers =
        [
            counts.Pending + counts.Preparing + counts.Held, counts.Claimed, counts.Running,
            counts.Succeeded, counts.Failed, counts.TimedOut, counts.Cancelled,
        ];
        return LynxWords.All.Zip(numbers).Where(status => status.Second > 0).ToDictionary(status => status.First, status => status.Second);
    }

    /// <summary>The word for where a batch stands; a job that was taken may be seen before the batch's record says so.</summary>
    internal static string StatusOf(Batch batch, BatchCounts counts)
    {
        bool begun = batch.StartedAt is not null || counts.Claimed + counts.Running + counts.Succeeded + counts.Failed + counts.TimedOut > 0;
        return batch.CompletedAt is not null ? batch.State.ToString() : begun ? "Running" : "Pending";
    }

    private async Task<(Batch Batch, BatchCounts Counts)> CountAsync(Batch batch, CancellationToken cancellationToken)
    {
        BatchCounts counts = await batches.CountAsync(batch, cancellationToken);
        if (counts.Ended < counts.Total || batch.CompletedAt is not null)
        {
            return (batch, counts);
        }

        // Who polls for the end is not to see all jobs ended and the batch running.
        Batch ended = await batches.CompleteIfEndedAsync(batch.OrganisationId, batch.Id, cancellationToken)
            ?? await batches.GetAsync(batch.OrganisationId, batch.Id, cancellationToken)
            ?? batch;
        return (ended, ended.Counts ?? counts);
    }

    private async Task<StudyPayload> PayloadOfAsync(Batch batch, BatchCounts counts, CancellationToken cancellationToken)
    {
        StudyRecord study = await studies.GetAsync(batch.OrganisationId, batch.Id, cancellationToken);
        return new StudyPayload
        {
            Id = batch.Id,
            Name = batch.Name,
            Status = StatusOf(batch, counts),
            TotalJobs = batch.Total,
            CompletedJobs = counts.Succeeded,
            FailedJobs = counts.Failed + counts.TimedOut,
            ConfigHash = study.ConfigHash,
            CreatedAt = batch.CreatedAt,
            Seed = study.Study.Seed!.Value,
            Labels = batch.Labels,
            CancelRequested = batch.CancelRequested,
            StartedAt = batch.StartedAt,
            CompletedAt = batch.CompletedAt,
            ExpandedJobs = batch.Expanded,
        };
    }
}
