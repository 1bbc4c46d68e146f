using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;
using Kiln.Storage.Organisations;

namespace Kiln.Storage.ApiKeys;

/// <summary>
/// API keys, found by the SHA-256 of the key: whoever reads the store learns no key, and a key of 256 random bits is not found by
/// trying. One document holds all of a key, so creating and revoking are one write each.
/// </summary>
public sealed class ApiKeyStore
{
    /// <summary>The most keys of an organisation that are not revoked.</summary>
    public const int MaximumActiveKeys = 10;

    private const string Prefix = $"{OrganisationId.System}/api-keys/";
    private const string OrganisationName = "organisation";
    private const int KeyBytes = 32;
    private const int HintLength = 14;

    private const int KeptKeys = 1000;

    private readonly IDocumentStore _documents;
    private readonly OrganisationStore _organisations;
    private readonly TimeProvider _time;

    // Every request asks for a key. Only where nobody else can revoke one is it kept, for a revoked key must be refused at once.
    private readonly BoundedCache<ApiKey>? _kept;
    private long _revocations;

    /// <summary>Keeps keys in a document store.</summary>
    public ApiKeyStore(
        IDocumentStore documents, OrganisationStore organisations, TimeProvider time, StorageTopology? topology = null)
    {
        _kept = topology is { IsSoleProcess: true } ? new BoundedCache<ApiKey>(KeptKeys) : null;
        _documents = documents;
        _organisations = organisations;
        _time = time;
    }

    /// <summary>
    /// Makes a key that opens what its scopes say (null for everything); its clear text is in this answer and nowhere else. Null when the
    /// organisation has <see cref="MaximumActiveKeys"/> already.
    /// </summary>
    public async Task<(ApiKey Key, string ClearText)?> CreateAsync(
        string organisationId, string name, KeyScopes? scopes = null, CancellationToken cancellationToken = default)
    {
        string clearText = $"kiln_live_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes))}";
        return await ImportAsync(organisationId, name, clearText, scopes, cancellationToken) is { } key ? (key, clearText) : null;
    }

    /// <summary>
    /// Takes a key over that was made elsewhere; importing it again answers the key that is there. Null when the organisation has
    /// <see cref="MaximumActiveKeys"/> already.
    /// </summary>
    /// <exception cref="ApiKeyTakenException">Another organisation has this key, or it is there with other scopes.</exception>
    public async Task<ApiKey?> ImportAsync(
        string organisationId, string name, string clearText, KeyScopes? scopes = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(clearText);

        // Who names every scope wants no limit, also when there are more of them one day.
        scopes = scopes == KeyScopes.All ? null : scopes;
        if (await ReadAsync(clearText, cancellationToken) is { } known)
        {
            return known.OrganisationId != organisationId ? throw new ApiKeyTakenException("This key belongs to another organisation")
                : known.Scopes != scopes ? throw new ApiKeyTakenException("This key is there already, with other scopes")
                : known;
        }

        IReadOnlyList<ApiKey> present = await ListAsync(organisationId, cancellationToken);
        if (present.Count(key => key.RevokedAt is null) >= MaximumActiveKeys)
        {
            return null;
        }

        await _organisations.EnsureAsync(organisationId, cancellationToken);
        ApiKey key = new(
            StoredJson.CurrentVersion,
            Guid.CreateVersion7(_time.GetUtcNow()).ToString("D"),
            organisationId,
            name,
            clearText[..Math.Min(HintLength, clearText.Length / 3)],
            _time.GetUtcNow(),
            Scopes: scopes);
        await _documents.PutAsync(KeyOf(clearText), Write(key), WriteCondition.Absent, cancellationToken);
        return await ReadAsync(clearText, cancellationToken);
    }

    /// <summary>The key that a client presents; null when it is unknown or revoked.</summary>
    public async Task<ApiKey?> FindAsync(string clearText, CancellationToken cancellationToken = default)
    {
        string place = KeyOf(clearText);
        if (_kept is not null && _kept.TryGet(place, out ApiKey? kept))
        {
            return kept;
        }

        long revocations = Interlocked.Read(ref _revocations);
        if (await ReadAsync(clearText, cancellationToken) is not { RevokedAt: null } key)
        {
            return null;
        }

        _kept?.Set(place, key, 1);
        if (revocations != Interlocked.Read(ref _revocations))
        {
            // It may have been read before the revocation and kept after it.
            _kept?.Remove(place);
        }

        return key;
    }

    /// <summary>An organisation's keys, revoked ones too, the newest first.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(string organisationId, CancellationToken cancellationToken = default)
    {
        List<ApiKey> keys = [];
        await foreach ((_, ApiKey key) in EnumerateAsync(organisationId, cancellationToken))
        {
            keys.Add(key);
        }

        keys.Sort((left, right) => string.CompareOrdinal(right.Id, left.Id));
        return keys;
    }

    /// <summary>Revokes a key from now on; false when the organisation has none of this identifier. Again: nothing changes.</summary>
    public async Task<bool> RevokeAsync(string organisationId, string keyId, CancellationToken cancellationToken = default)
    {
        await foreach ((StoredDocument document, ApiKey key) in EnumerateAsync(organisationId, cancellationToken))
        {
            if (key.Id == keyId)
            {
                // Revoking is the only change, so a race is between two who do the same.
                bool revoked = key.RevokedAt is not null || await _documents.PutAsync(
                    document.Key,
                    Write(key with { RevokedAt = _time.GetUtcNow() }),
                    WriteCondition.Always,
                    cancellationToken) is not null;
                Interlocked.Increment(ref _revocations);
                _kept?.Remove(document.Key);
                return revoked;
            }
        }

        return false;
    }

    private static string KeyOf(string clearText) =>
        Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(clearText)));

    private static DocumentWrite Write(ApiKey key) => StoredJson.Write(
        key, StorageJson.Default.ApiKey, new Dictionary<string, string> { [OrganisationName] = key.OrganisationId });

    private async Task<ApiKey?> ReadAsync(string clearText, CancellationToken cancellationToken) =>
        await _documents.GetAsync(KeyOf(clearText), cancellationToken) is { } document
            ? StoredJson.Read(document, StorageJson.Default.ApiKey)
            : null;

    private async IAsyncEnumerable<(StoredDocument Document, ApiKey Key)> EnumerateAsync(
        string organisationId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Dictionary<string, string> where = new() { [OrganisationName] = OrganisationId.Require(organisationId) };
        await foreach (DocumentListItem item in _documents.EnumerateAsync(Prefix, where, cancellationToken))
        {
            if (await _documents.GetAsync(item.Key, cancellationToken) is { } document)
            {
                yield return (document, StoredJson.Read(document, StorageJson.Default.ApiKey));
            }
        }
    }
}
