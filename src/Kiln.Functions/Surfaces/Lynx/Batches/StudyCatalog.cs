using Kiln.Storage.Batches;
using Kiln.Storage.Concurrency;

namespace Kiln.Functions.Surfaces.Lynx.Batches;

/// <summary>The studies of batches, read once: what a batch keeps of its study never changes.</summary>
public sealed class StudyCatalog(BatchStore batches)
{
    private const int Most = 64;

    private readonly BoundedCache<StudyRecord> _known = new(Most);

    /// <summary>The study of a batch; refuses with 404 when there is no such batch.</summary>
    internal async ValueTask<StudyRecord> GetAsync(string organisationId, string batchId, CancellationToken cancellationToken)
    {
        string key = $"{organisationId}/{batchId}";
        if (_known.TryGet(key, out StudyRecord? known))
        {
            return known;
        }

        Batch batch = await batches.GetAsync(organisationId, batchId, cancellationToken) ?? throw LynxErrors.BatchNotFound();
        StudyRecord read = StudyRecord.Of(batch);
        _known.Set(key, read, weight: 1);
        return read;
    }
}
