using Kiln.Storage.ApiKeys;

namespace Kiln.Functions.Access;

/// <summary>What the function that serves a request asks of the caller's key.</summary>
/// <param name="Any">Scopes of which the key must have one.</param>
internal sealed record NeededScopes(KeyScopes Any);
