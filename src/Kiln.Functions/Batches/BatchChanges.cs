using System.Threading.Channels;

namespace Kiln.Functions.Batches;

/// <summary>
/// What is heard of batches until somebody looks: from many threads, to one reader. Gathered by batch only as it is taken, so that between
/// hearing and taking there is no moment at which a change could join what is being looked at already.
/// </summary>
internal sealed class BatchChanges
{
    private readonly Channel<BatchChange> _heard =
        Channel.CreateUnbounded<BatchChange>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Notes a change.</summary>
    public void Add(BatchChange change) => _heard.Writer.TryWrite(change);

    /// <summary>Waits for a change; then takes all there are, as one of each batch.</summary>
    public async Task<IReadOnlyCollection<BatchChange>> TakeAsync(CancellationToken cancellationToken)
    {
        await _heard.Reader.WaitToReadAsync(cancellationToken);
        Dictionary<string, BatchChange> ofBatches = new(StringComparer.Ordinal);
        while (_heard.Reader.TryRead(out BatchChange change))
        {
            ofBatches[change.BatchId] = ofBatches.TryGetValue(change.BatchId, out BatchChange earlier) ? earlier.With(change) : change;
        }

        return ofBatches.Values;
    }
}
