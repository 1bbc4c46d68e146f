namespace Kiln.Storage.ApiKeys;

/// <summary>A key by which a client signs in. The key itself is not stored, only its hash.</summary>
/// <param name="SchemaVersion">The form of the record.</param>
/// <param name="Id">Identifier, for people and for revoking.</param>
/// <param name="OrganisationId">Whom it speaks for.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Hint">The first characters of the key, by which its owner knows it again.</param>
/// <param name="CreatedAt">Creation.</param>
/// <param name="RevokedAt">When it was revoked, or null.</param>
/// <param name="Scopes">What it opens; null for everything, which then includes what is added later.</param>
public sealed record ApiKey(
    int SchemaVersion,
    string Id,
    string OrganisationId,
    string Name,
    string Hint,
    DateTimeOffset CreatedAt,
    DateTimeOffset? RevokedAt = null,
    KeyScopes? Scopes = null) : IVersionedDocument;
