using System.Collections.Concurrent;
using Kiln.Storage.Batches;

namespace Kiln.Functions.Surfaces.Lynx.Batches;

/// <summary>The studies of batches, read once: what a batch keeps of its study never changes.</summary>
public sealed class StudyCatalog(BatchStore batches)
{
    private const int Most = 64;

    private readonly ConcurrentDictionary<string, StudyRecord> _known = new(StringComparer.Ordinal);

    /// <summary>The study of a batch; refuses with 404 when there is no such batch.</summary>
    internal async ValueTask<StudyRecord> GetAsync(string organisationId, string batchId, CancellationToken cancellationToken)
    {
        string key = $"{organisationId}/{batchId}";
        if (_known.TryGetValue(key, out StudyRecord? known))
        {
            return known;
        }

        Batch batch = await batches.GetAsync(organisationId, batchId, cancellationToken) ?? throw LynxErrors.BatchNotFound();
        StudyRecord read = StudyRecord.Of(batch);
        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        return _known.GetOrAdd(key, read);
    }
}
