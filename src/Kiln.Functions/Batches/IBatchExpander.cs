using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Batches;

namespace Kiln.Functions.Batches;

/// <summary>What a surface makes of the jobs of its batches.</summary>
public interface IBatchExpander
{
    /// <summary>Whether it expands this batch.</summary>
    bool Expands(Batch batch);

    /// <summary>
    /// Jobs of consecutive indexes, in order. Asked again after a crash, it answers the same. Identifier, owner, batch and price of the
    /// submissions are set by the caller.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">Index of the first job, from 0.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Stops; the page is asked for again later.</param>
    Task<IReadOnlyList<BatchJob>> ReadAsync(Batch batch, int first, int count, CancellationToken cancellationToken);

    /// <summary>What the cancel of the whole batch means for one of its active jobs.</summary>
    JobCommand CancelOf(Job job) => new RequestCancel();
}
