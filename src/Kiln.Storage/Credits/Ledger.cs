using System.Collections.Concurrent;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Credits;

/// <summary>
/// Adds entries to an organisation's ledger and keeps the account in step, exactly once for each entry. The order of writes:
/// <list type="number">
/// <item>The account, under its version: the sums and, as its last entries, what they now contain. This decides.</item>
/// <item>The entries' own documents, each put where nothing is.</item>
/// </list>
/// A crash before 1 leaves nothing. A crash before 2 leaves the entries in the account, and whoever writes the account next puts
/// them in place first; so an entry that is neither in place nor among the last ones was never made, and making it again finds it.
/// </summary>
internal sealed class Ledger
{
    private readonly IDocumentStore _documents;
    private readonly TimeProvider _time;
    private readonly CombiningQueue<PendingEntries> _entries;

    // The account versions whose last entries this process has put in place itself.
    private readonly ConcurrentDictionary<string, string> _placed = new(StringComparer.Ordinal);

    public Ledger(IDocumentStore documents, TimeProvider time)
    {
        _documents = documents;
        _time = time;
        _entries = new CombiningQueue<PendingEntries>(AddAsync);
    }

    public static string EntriesPrefix(string organisationId) => $"{OrganisationId.Require(organisationId)}/ledger/";

    public static string AccountKey(string organisationId) => $"{OrganisationId.Require(organisationId)}/account";

    /// <summary>Adds entries together, all or none, or finds that they were added before.</summary>
    public Task<ReserveOutcome> AddAsync(string organisationId, params IReadOnlyList<PendingEntry> entries)
    {
        _ = OrganisationId.Require(organisationId);
        PendingEntries pending = new(entries);
        _entries.Add(organisationId, pending);
        return pending.Completion;
    }

    /// <summary>
    /// Whether a reservation is settled; if so its mark is taken away, which a crash may have left. The account must have been read
    /// before, so that all entries are in place.
    /// </summary>
    public async Task<bool> CloseIfSettledAsync(string organisationId, LedgerEntry reserve)
    {
        LedgerEntry settlement = reserve with { Kind = LedgerEntryKind.Refund };
        if ((await ReadEntryAsync(EntriesPrefix(organisationId) + settlement.Place)).Entry is null)
        {
            return false;
        }

        await CloseAsync(organisationId, settlement);
        return true;
    }

    /// <summary>Reads the account with all entries in place.</summary>
    public async Task<AccountDocument> ReadAsync(string organisationId) => (await ReadPlacedAsync(organisationId)).Account;

    private async Task AddAsync(string organisationId, IReadOnlyList<PendingEntries> entries)
    {
        try
        {
            await RaceBackoff.UntilWonAsync(AccountKey(organisationId), _ => TryAddAsync(organisationId, entries), _time);
        }
#pragma warning disable CA1031 // Whatever happened is each caller's to handle; the queue goes on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            foreach (PendingEntries entry in entries)
            {
                entry.Fail(failure);
            }
        }
    }

    private async Task<bool> TryAddAsync(string organisationId, IReadOnlyList<PendingEntries> entries)
    {
        (AccountDocument account, string? etag) = await ReadPlacedAsync(organisationId);
        LedgerDraft draft = new(account with { LastEntries = [] }, await FindPlacedAsync(organisationId, entries));
        foreach (PendingEntries entry in entries)
        {
            draft.Decide(entry, _time.GetUtcNow());
        }

        if (draft.Account.LastEntries.Length > 0)
        {
            WriteCondition condition = etag is null ? WriteCondition.Absent : WriteCondition.Matches(etag);
            string key = AccountKey(organisationId);
            DocumentWrite write = StoredJson.Write(draft.Account, StorageJson.Default.AccountDocument);
            if (await _documents.PutAsync(key, write, condition) is not { } written)
            {
                return false;
            }

            await PlaceAsync(organisationId, draft.Account);
            _placed[organisationId] = written;
        }

        foreach (PendingEntries entry in entries)
        {
            entry.Complete();
        }

        return true;
    }

    // What is in place of the entries asked for, of their reservations and of their settlements. Read after the account: an entry
    // made since then has changed the account, and the write over the version read will be refused.
    private async Task<Dictionary<string, LedgerEntry>> FindPlacedAsync(string organisationId, IReadOnlyList<PendingEntries> entries)
    {
        string prefix = EntriesPrefix(organisationId);
        string[] places = [.. entries.SelectMany(pending => pending.Entries).SelectMany(entry => entry.Places).Distinct(StringComparer.Ordinal)];
        (LedgerEntry? Entry, StoredDocument?)[] found = await Task.WhenAll(places.Select(place => ReadEntryAsync(prefix + place)));
        return places.Zip(found).Where(pair => pair.Second.Entry is not null)
            .ToDictionary(pair => pair.First, pair => pair.Second.Entry!, StringComparer.Ordinal);
    }

    private async Task<(AccountDocument Account, string? ETag)> ReadPlacedAsync(string organisationId)
    {
        if (await _documents.GetAsync(AccountKey(organisationId)) is not { } document)
        {
            return (AccountDocument.Empty, null);
        }

        AccountDocument account = StoredJson.Read(document, StorageJson.Default.AccountDocument);
        if (!_placed.TryGetValue(organisationId, out string? placed) || placed != document.ETag)
        {
            await PlaceAsync(organisationId, account);
            _placed[organisationId] = document.ETag;
        }

        return (account, document.ETag);
    }

    private async Task PlaceAsync(string organisationId, AccountDocument account)
    {
        string prefix = EntriesPrefix(organisationId);
        await Task.WhenAll(account.LastEntries.Select(entry =>
            _documents.PutAsync(prefix + entry.Place, Write(entry, open: entry.Kind is LedgerEntryKind.Reserve), WriteCondition.Absent)));
        await Task.WhenAll(account.LastEntries
            .Where(entry => entry.Kind is LedgerEntryKind.Charge or LedgerEntryKind.Refund)
            .Select(entry => CloseAsync(organisationId, entry)));
    }

    // The mark of an open reservation is a hint to the sweeper; the settlement's own document is what counts.
    private async Task CloseAsync(string organisationId, LedgerEntry settlement)
    {
        string key = EntriesPrefix(organisationId) + (settlement with { Kind = LedgerEntryKind.Reserve }).Place;
        if (await ReadEntryAsync(key) is ({ } reserve, { } document) && document.Metadata.ContainsKey(LedgerEntry.OpenMark))
        {
            await _documents.PutAsync(key, Write(reserve, open: false), WriteCondition.Matches(document.ETag));
        }
    }

    private async Task<(LedgerEntry? Entry, StoredDocument? Document)> ReadEntryAsync(string key) =>
        await _documents.GetAsync(key) is { } document
            ? (StoredJson.Read(document, StorageJson.Default.LedgerEntry), document)
            : (null, null);

    private static DocumentWrite Write(LedgerEntry entry, bool open) => StoredJson.Write(
        entry,
        StorageJson.Default.LedgerEntry,
        open ? new Dictionary<string, string> { [LedgerEntry.OpenMark] = "1" } : null);
}
