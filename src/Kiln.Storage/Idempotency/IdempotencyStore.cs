using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Idempotency;

/// <summary>
/// Binds idempotency keys to requests. The record that names the new identifier is written before anything else, so a crash at any
/// later point leaves a trace by which the repeat finishes the same job instead of making a second one.
/// </summary>
public sealed class IdempotencyStore
{
    private readonly IDocumentStore _documents;
    private readonly IdempotencyOptions _options;
    private readonly StorageTopology _topology;
    private readonly TimeProvider _time;
    private readonly string _owner = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<string, byte> _inFlight = new(StringComparer.Ordinal);

    /// <summary>Keeps keys in a document store.</summary>
    public IdempotencyStore(IDocumentStore documents, IdempotencyOptions options, StorageTopology topology, TimeProvider time)
    {
        _documents = documents;
        _options = options;
        _topology = topology;
        _time = time;
    }

    /// <summary>Decides what to do with a request.</summary>
    /// <param name="organisationId">Whose request it is.</param>
    /// <param name="scope">What the key is scoped to: the path.</param>
    /// <param name="key">The client's key.</param>
    /// <param name="requestHash">A hash of the request's fields and content; equal requests have equal hashes.</param>
    /// <param name="newResourceId">The identifier to create under when this is the first request of its key.</param>
    /// <param name="cancellationToken">Stops the decision.</param>
    public async Task<IdempotencyDecision> BeginAsync(
        string organisationId,
        string scope,
        string key,
        string requestHash,
        string newResourceId,
        CancellationToken cancellationToken = default)
    {
        string documentKey = DocumentKey(organisationId, scope, key);
        if (!_inFlight.TryAdd(documentKey, 0))
        {
            return await _documents.GetAsync(documentKey, cancellationToken) is { } running
                && Answer(Read(running), requestHash, _time.GetUtcNow()) is { } known
                ? known
                : new IdempotencyDecision.InFlight();
        }

        IdempotencyDecision decision = new IdempotencyDecision.InFlight();
        try
        {
            for (int tries = 1; tries <= RaceBackoff.MaximumTries; tries++)
            {
                StoredDocument? document = await _documents.GetAsync(documentKey, cancellationToken);
                IdempotencyRecord? bound = document is null ? null : Read(document);
                DateTimeOffset now = _time.GetUtcNow();
                if (bound is not null && now - bound.CreatedAt < _options.Retention && Answer(bound, requestHash, now) is { } answer)
                {
                    return decision = answer;
                }

                bool isResumed = bound is not null && now - bound.CreatedAt < _options.Retention;
                IdempotencyRecord record = isResumed
                    ? bound! with { Owner = _owner, LeaseUntil = now + _options.Lease }
                    : new IdempotencyRecord(
                        StoredJson.CurrentVersion, newResourceId, requestHash, now, _owner, now + _options.Lease, Reply: null);
                WriteCondition condition = document is null ? WriteCondition.Absent : WriteCondition.Matches(document.ETag);
                if (await _documents.PutAsync(documentKey, Write(record), condition, cancellationToken) is { } etag)
                {
                    return decision = new IdempotencyDecision.Proceed(new IdempotencyClaim(documentKey, etag, record, isResumed));
                }
            }

            return decision;
        }
        finally
        {
            if (decision is not IdempotencyDecision.Proceed)
            {
                _inFlight.TryRemove(documentKey, out _);
            }
        }
    }

    /// <summary>Whether a key is bound to some request.</summary>
    public async Task<bool> IsKnownAsync(string organisationId, string scope, string key, CancellationToken cancellationToken = default) =>
        await _documents.GetAsync(DocumentKey(organisationId, scope, key), cancellationToken) is { } document
        && _time.GetUtcNow() - Read(document).CreatedAt < _options.Retention;

    /// <summary>Binds the reply to the key.</summary>
    public async Task CompleteAsync(IdempotencyClaim claim, StoredReply reply, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        try
        {
            // Refused when the lease ran out and another process took over: that one finishes the same job and binds its reply.
            await _documents.PutAsync(
                claim.DocumentKey, Write(claim.Record with { Reply = reply }), WriteCondition.Matches(claim.ETag), cancellationToken);
        }
        finally
        {
            _inFlight.TryRemove(claim.DocumentKey, out _);
        }
    }

    /// <summary>Frees the key: the request was refused and created nothing.</summary>
    public async Task ReleaseAsync(IdempotencyClaim claim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        try
        {
            await _documents.DeleteAsync(claim.DocumentKey, claim.ETag, cancellationToken);
        }
        finally
        {
            _inFlight.TryRemove(claim.DocumentKey, out _);
        }
    }

    /// <summary>
    /// Leaves the key bound without a reply: the request broke off and nobody knows how far it came. The next repeat finishes it.
    /// </summary>
    public void Abort(IdempotencyClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        _inFlight.TryRemove(claim.DocumentKey, out _);
    }

    /// <summary>Deletes an organisation's keys that no longer bind; answers how many.</summary>
    public async Task<int> PurgeAsync(string organisationId, CancellationToken cancellationToken = default)
    {
        int purged = 0;
        await foreach (DocumentListItem item in _documents.EnumerateAsync(Prefix(organisationId), cancellationToken: cancellationToken))
        {
            if (await _documents.GetAsync(item.Key, cancellationToken) is { } document
                && _time.GetUtcNow() - Read(document).CreatedAt >= _options.Retention
                && await _documents.DeleteAsync(item.Key, document.ETag, cancellationToken))
            {
                purged++;
            }
        }

        return purged;
    }

    // Null means that the first request died and this one finishes its work.
    private IdempotencyDecision? Answer(IdempotencyRecord bound, string requestHash, DateTimeOffset now)
    {
        if (bound.RequestHash != requestHash)
        {
            return new IdempotencyDecision.Mismatch();
        }

        if (bound.Reply is { } reply)
        {
            return new IdempotencyDecision.Replay(reply);
        }

        // What this process has in flight did not get here, so an open record of its own is one that broke off.
        bool mayRun = bound.Owner != _owner && !_topology.IsSoleProcess && now < bound.LeaseUntil;
        return mayRun ? new IdempotencyDecision.InFlight() : null;
    }

    private static string Prefix(string organisationId) => $"{OrganisationId.Require(organisationId)}/idempotency/";

    private static string DocumentKey(string organisationId, string scope, string key) =>
        Prefix(organisationId) + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{scope}\n{key}")));

    private static IdempotencyRecord Read(StoredDocument document) =>
        StoredJson.Read(document, StorageJson.Default.IdempotencyRecord);

    private static DocumentWrite Write(IdempotencyRecord record) =>
        StoredJson.Write(record, StorageJson.Default.IdempotencyRecord);
}
