using Kiln.Lifecycle.Events;
using Kiln.Storage.Batches;

namespace Kiln.Functions.Events;

/// <summary>The log of a batch.</summary>
internal sealed class BatchLog(BatchStore batches, Batch batch) : IReadableLog
{
    /// <inheritdoc />
    public LogState State => StateOf(batch);

    /// <inheritdoc />
    public async Task<LogState?> WaitAsync(long after, TimeSpan wait, CancellationToken cancellationToken) =>
        await batches.WaitAsync(batch.OrganisationId, batch.Id, after, wait, cancellationToken) is { } current ? StateOf(current) : null;

    /// <inheritdoc />
    public async Task<IEnumerable<JobEvent>> ReadAsync(long after, int most, CancellationToken cancellationToken) =>
        await batches.GetAsync(batch.OrganisationId, batch.Id, cancellationToken) is { } current
            ? current.Events.Where(happened => happened.Sequence > after).Take(most)
            : [];

    private static LogState StateOf(Batch batch) => new(batch.LastSequence, batch.CompletedAt is not null);
}
