using Kiln.Storage.ApiKeys;

namespace Kiln.Functions.Access;

/// <summary>Who asks.</summary>
/// <param name="OrganisationId">The organisation that the key belongs to; all it can see.</param>
/// <param name="KeyId">Identifier of the key, for audits; never the key.</param>
/// <param name="Scopes">What the key opens.</param>
public sealed record Caller(string OrganisationId, string KeyId, KeyScopes Scopes = KeyScopes.All);
