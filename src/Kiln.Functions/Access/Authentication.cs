using Kiln.Functions.Http;
using Kiln.Storage.ApiKeys;

namespace Kiln.Functions.Access;

/// <summary>Finds out who asks, by the key in the <c>Authorization</c> header.</summary>
public sealed class Authentication(ApiKeyStore keys, RequestRate rate)
{
    private const string Scheme = "Bearer ";

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

    private static ApiException Refused(string code, string message) => new(StatusCodes.Status401Unauthorized, code, message);
}
