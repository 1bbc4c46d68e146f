using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Work.Runs;

/// <summary>
/// Limits how many runs of a batch are under way at a time, over all processes: a run is claimed only by who took a slot before, and a
/// slot is free only after the run's lease is gone. A crash between can leave a slot too many taken, never one too few; the sweep
/// frees it.
/// </summary>
internal sealed class RunSlots(IDocumentStore documents, TimeProvider time)
{
    private readonly CombinedRecord<SlotDocument> _slots = new(documents, StorageJson.Default.SlotDocument, time);

    /// <summary>How the keys of an organisation begin.</summary>
    public static string Prefix(string organisationId) => $"{OrganisationId.Require(organisationId)}/run-slots/";

    /// <summary>Takes a slot for an attempt; false when all are taken. A run that still has one from an attempt that ended keeps it.</summary>
    public async Task<bool> TakeAsync(string organisationId, string batchId, uint number, string token, int limit)
    {
        bool taken = false;
        await _slots.ChangeAsync(KeyOf(organisationId, batchId), stored =>
        {
            SlotDocument slots = stored ?? SlotDocument.Empty;
            taken = slots.Holders.ContainsKey(number) || slots.Holders.Count < limit;
            return taken ? slots with { Holders = slots.Holders.SetItem(number, token) } : stored;
        });
        return taken;
    }

    /// <summary>Frees the slot of an attempt, unless the run has another one by now; false when there was nothing to free.</summary>
    public async Task<bool> FreeAsync(string organisationId, string batchId, uint number, string token)
    {
        bool freed = false;
        await _slots.ChangeAsync(KeyOf(organisationId, batchId), stored =>
        {
            freed = stored is not null && stored.Holders.TryGetValue(number, out string? holder) && holder == token;
            return !freed ? stored : stored!.Holders.Count == 1 ? null : stored with { Holders = stored.Holders.Remove(number) };
        });
        return freed;
    }

    /// <summary>The slots that are taken: number of the run to the token of its attempt.</summary>
    public async Task<IReadOnlyDictionary<uint, string>> ReadAsync(
        string organisationId, string batchId, CancellationToken cancellationToken) =>
        (await _slots.GetAsync(KeyOf(organisationId, batchId), cancellationToken) ?? SlotDocument.Empty).Holders;

    private static string KeyOf(string organisationId, string batchId) => Prefix(organisationId) + batchId;
}
