using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Organisations;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Access;

/// <summary>Finds out who asks, by the key in the <c>Authorization</c> header, and whether the key opens what is asked for.</summary>
public sealed class Authentication(ApiKeyStore keys, OrganisationStore organisations, RequestRate rate, IOptions<KilnOptions> options)
{
    private const string Scheme = "Bearer ";
    private const string AnonymousKey = "anonymous";

    /// <summary>
    /// The caller; refuses with 401 when there is no key or none that is known, then with 429 when it asks too often, then with 403 when
    /// the key has scopes and none of those that the function names (<see cref="NeededScopes"/>).
    /// </summary>
    public async Task<Caller> RequireAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        string? header = request.Headers.Authorization;
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw Refused(ErrorCodes.AuthenticationRequired, "Authentication required");
        }

        string clearText = header[Scheme.Length..].Trim();
        if (clearText.Length == 0 || await keys.FindAsync(clearText, cancellationToken) is not { } key)
        {
            throw Refused(ErrorCodes.InvalidApiKey, "Invalid API key");
        }

        Caller caller = new(key.OrganisationId, key.Id, key.Scopes ?? KeyScopes.All);
        rate.Require(caller);
        RequireScope(request, key.Scopes);
        return caller;
    }

    /// <summary>
    /// The caller on a surface whose clients cannot send a key: without one they act for
    /// <see cref="KilnOptions.AnonymousOrganisation"/>, and are refused as ever when there is none. A key that is sent counts.
    /// </summary>
    public async Task<Caller> RequireOrAnonymousAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Headers.Authorization.Count > 0 || options.Value.AnonymousOrganisation is not { Length: > 0 } organisation)
        {
            return await RequireAsync(request, cancellationToken);
        }

        await organisations.EnsureAsync(organisation, cancellationToken);
        Caller caller = new(organisation, AnonymousKey);
        rate.Require(caller);
        return caller;
    }

    /// <summary>A function of which nothing is known opens to keys without limits alone.</summary>
    private static void RequireScope(HttpRequest request, KeyScopes? limit)
    {
        KeyScopes needed = request.HttpContext.Features.Get<NeededScopes>()?.Any ?? KeyScopes.None;
        if (limit is { } scopes && (scopes & needed) == 0)
        {
            string has = string.Join(", ", ScopeWords.Of(scopes));
            string wanted = needed == KeyScopes.None ? "a key without scopes" : $"scope {string.Join(" or ", ScopeWords.Of(needed))}";
            throw new ApiException(
                StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, $"This needs {wanted}; the key is limited to {has}");
        }
    }

    private static ApiException Refused(string code, string message) => new(StatusCodes.Status401Unauthorized, code, message);
}
