using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Organisations;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Access;

/// <summary>Finds out who asks, by the key in the <c>Authorization</c> header.</summary>
public sealed class Authentication(ApiKeyStore keys, OrganisationStore organisations, RequestRate rate, IOptions<KilnOptions> options)
{
    private const string Scheme = "Bearer ";
    private const string AnonymousKey = "anonymous";

    /// <summary>The caller; refuses with 401 when there is no key or none that is known, then with 429 when it asks too often.</summary>
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

        Caller caller = new(key.OrganisationId, key.Id);
        rate.Require(caller);
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

    private static ApiException Refused(string code, string message) => new(StatusCodes.Status401Unauthorized, code, message);
}
