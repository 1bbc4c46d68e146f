using Kiln.Functions.Access;
using Kiln.Storage.ApiKeys;

namespace Kiln.Functions.OpenApi;

/// <summary>
/// Describes an HTTP function for the OpenAPI document. Route, methods, path parameters and the key that is needed are read from
/// its trigger; only what a signature cannot say stands here. Its tag is the folder (namespace) that the function is in.
/// </summary>
/// <param name="summary">What it does, in one sentence without a full stop.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OperationAttribute(string summary) : Attribute
{
    /// <summary>What it does.</summary>
    public string Summary { get; } = summary;

    /// <summary>True when it answers without an API key.</summary>
    public bool Public { get; init; }

    /// <summary>
    /// The scopes of which a key must have one; looked at by <see cref="ScopeMiddleware"/>. Of no meaning where no key is asked for.
    /// </summary>
    public KeyScopes Scopes { get; init; } = KeyScopes.Jobs;

    /// <summary>True when it is for runners, who show a token of their own in place of a key.</summary>
    public bool ForRunners { get; init; }

    /// <summary>True when it creates something under an <c>Idempotency-Key</c>.</summary>
    public bool Idempotent { get; init; }

    /// <summary>True when it answers 304 to an <c>If-None-Match</c> that holds the current ETag.</summary>
    public bool Conditional { get; init; }

    /// <summary>True when it answers 412 to an <c>If-Match</c> that does not hold the current ETag.</summary>
    public bool Guarded { get; init; }

    /// <summary>
    /// The statuses of its refusals, each a problem document. Those of the key (401), of its scopes (403), of the rate (429), of
    /// conditions (304, 412) and of faults (500) are added.
    /// </summary>
    public int[] Refusals { get; init; } = [];
}
