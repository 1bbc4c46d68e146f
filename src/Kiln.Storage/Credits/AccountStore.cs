using System.Runtime.CompilerServices;
using Kiln.Lifecycle.Credits;
using Kiln.Storage.Documents;
using Kiln.Storage.Organisations;

namespace Kiln.Storage.Credits;

/// <summary>
/// The credits of organisations. Whatever races or crashes: granted, less charged, less open reservations, is what can be reserved;
/// a reservation is charged or refunded, once; and repeating a call changes nothing.
/// </summary>
public sealed class AccountStore
{
    private readonly IDocumentStore _documents;
    private readonly OrganisationStore _organisations;
    private readonly Ledger _ledger;

    /// <summary>Keeps accounts in a document store.</summary>
    public AccountStore(IDocumentStore documents, OrganisationStore organisations, TimeProvider time)
    {
        _documents = documents;
        _organisations = organisations;
        _ledger = new Ledger(documents, time);
    }

    /// <summary>The account; one without entries when nothing was ever granted.</summary>
    public async Task<Account> GetAsync(string organisationId) => ToAccount(organisationId, await _ledger.ReadAsync(organisationId));

    /// <summary>Gives credits.</summary>
    /// <param name="organisationId">To whom.</param>
    /// <param name="grantId">The grant's identifier (UUID version 7); the same again gives nothing more.</param>
    /// <param name="amount">How many, at least 1.</param>
    /// <param name="note">For people.</param>
    public async Task GrantAsync(string organisationId, string grantId, long amount, string? note = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, 1);
        _ = TimeOrderedKey.Of(grantId);
        await _organisations.EnsureAsync(organisationId);
        await _ledger.AddAsync(organisationId, new PendingEntry(LedgerEntryKind.Grant, amount, grantId, 0, note));
    }

    /// <summary>Holds credits for a job; the same reservation again holds nothing more.</summary>
    /// <param name="organisationId">Whose.</param>
    /// <param name="jobId">The job, which need not be stored yet.</param>
    /// <param name="number">Which reservation of the job, from 1.</param>
    /// <param name="amount">How many, at least 1.</param>
    public Task<ReserveOutcome> ReserveAsync(string organisationId, string jobId, int number, long amount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, 1);
        _ = TimeOrderedKey.Of(jobId);
        return _ledger.AddAsync(organisationId, new PendingEntry(LedgerEntryKind.Reserve, amount, jobId, number, null));
    }

    /// <summary>
    /// Holds credits for a batch, all of them or none: a reservation for each page of jobs, numbered from 1. The same again holds
    /// nothing more.
    /// </summary>
    /// <param name="organisationId">Whose.</param>
    /// <param name="batchId">The batch, which need not be stored yet.</param>
    /// <param name="amounts">Credits of each page, each at least 1.</param>
    public Task<ReserveOutcome> ReservePagesAsync(string organisationId, string batchId, IReadOnlyList<long> amounts)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        _ = TimeOrderedKey.Of(batchId);
        return _ledger.AddAsync(
            organisationId,
            [.. amounts.Select((amount, page) => new PendingEntry(LedgerEntryKind.Reserve, amount, batchId, page + 1, null))]);
    }

    /// <summary>
    /// Hands the credits that are held for a page of a batch over to the jobs of the page, in one write: none is free in between. The
    /// same again changes nothing. <see cref="ReserveOutcome.Settled"/> when the page's credits were given back before.
    /// </summary>
    /// <param name="organisationId">Whose.</param>
    /// <param name="batchId">The batch.</param>
    /// <param name="number">The page's reservation, from 1.</param>
    /// <param name="jobIds">The jobs of the page.</param>
    /// <param name="price">Credits of each.</param>
    public Task<ReserveOutcome> HandOverAsync(
        string organisationId, string batchId, int number, IReadOnlyList<string> jobIds, long price) => _ledger.AddAsync(
        organisationId,
        [
            new PendingEntry(LedgerEntryKind.Refund, 0, batchId, number, "Handed over to the jobs of the batch."),
            .. jobIds.Select(jobId => new PendingEntry(LedgerEntryKind.Reserve, price, jobId, 1, null)),
        ]);

    /// <summary>Charges a reservation or gives it back; the same again changes nothing.</summary>
    /// <exception cref="ArgumentException">The settlement is not decided.</exception>
    /// <exception cref="LedgerConflictException">It was settled otherwise, or never made.</exception>
    public Task SettleAsync(string organisationId, string jobId, int number, Settlement settlement, string? note = null)
    {
        LedgerEntryKind kind = settlement switch
        {
            Settlement.Charge => LedgerEntryKind.Charge,
            Settlement.Refund => LedgerEntryKind.Refund,
            _ => throw new ArgumentException("An open reservation has nothing to settle.", nameof(settlement)),
        };
        return _ledger.AddAsync(organisationId, new PendingEntry(kind, 0, jobId, number, note));
    }

    /// <summary>One page of the ledger, the newest jobs and grants first.</summary>
    public async Task<LedgerPage> ListAsync(
        string organisationId, int pageSize, string? cursor = null, CancellationToken cancellationToken = default)
    {
        await _ledger.ReadAsync(organisationId);
        DocumentPage page = await _documents.ListAsync(Ledger.EntriesPrefix(organisationId), pageSize, cursor, cancellationToken);
        StoredDocument?[] stored = await Task.WhenAll(page.Items.Select(item => _documents.GetAsync(item.Key, cancellationToken)));
        return new LedgerPage(
            [.. stored.OfType<StoredDocument>().Select(document => StoredJson.Read(document, StorageJson.Default.LedgerEntry))],
            page.ContinuationToken);
    }

    /// <summary>The reservations that are not settled.</summary>
    public async IAsyncEnumerable<LedgerEntry> ListOpenAsync(
        string organisationId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await _ledger.ReadAsync(organisationId);
        Dictionary<string, string> where = new() { [LedgerEntry.OpenMark] = "1" };
        await foreach (DocumentListItem item in _documents.EnumerateAsync(Ledger.EntriesPrefix(organisationId), where, cancellationToken))
        {
            if (await _documents.GetAsync(item.Key, cancellationToken) is { } document
                && StoredJson.Read(document, StorageJson.Default.LedgerEntry) is var reserve
                && !await _ledger.CloseIfSettledAsync(organisationId, reserve))
            {
                yield return reserve;
            }
        }
    }

    /// <summary>Adds up every entry and sets the result beside the account's sums. For checks while nothing else writes.</summary>
    public async Task<LedgerAudit> AuditAsync(string organisationId, CancellationToken cancellationToken = default)
    {
        Account account = await GetAsync(organisationId);
        Dictionary<LedgerEntryKind, long> sums = Enum.GetValues<LedgerEntryKind>().ToDictionary(kind => kind, _ => 0L);
        string? cursor = null;
        do
        {
            LedgerPage page = await ListAsync(organisationId, 500, cursor, cancellationToken);
            foreach (LedgerEntry entry in page.Entries)
            {
                sums[entry.Kind] += entry.Amount;
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);

        long settled = sums[LedgerEntryKind.Charge] + sums[LedgerEntryKind.Refund];
        Account entries = new(
            organisationId, sums[LedgerEntryKind.Grant], sums[LedgerEntryKind.Charge], sums[LedgerEntryKind.Reserve] - settled);
        return new LedgerAudit(account, entries);
    }

    private static Account ToAccount(string organisationId, AccountDocument account) =>
        new(organisationId, account.Granted, account.Charged, account.Reserved);
}
