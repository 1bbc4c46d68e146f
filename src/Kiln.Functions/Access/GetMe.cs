using System.Text.Json.Serialization;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Credits;

namespace Kiln.Functions.Access;

/// <summary>Whose key it is, what it opens, and what is left.</summary>
public sealed class GetMe(Authentication authentication, AccountStore accounts)
{
    /// <summary><c>GET /api/me</c>.</summary>
    [Function("GetMe")]
    [Operation("Shows whose key it is, what it opens and what is left", Scopes = KeyScopes.All)]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<Me>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/me")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        Account account = await accounts.GetAsync(caller.OrganisationId);
        return Json.Data(new Me(
            new User(null, caller.OrganisationId),
            new Subscription(new Plan("standard"), "active", account.Available),
            new Key(caller.KeyId, ScopeWords.Of(caller.Scopes))));
    }

    private sealed record Me(
        [property: JsonPropertyName("user")] User User,
        [property: JsonPropertyName("subscription")] Subscription Subscription,
        [property: JsonPropertyName("key")] Key Key);

    private sealed record User(
        [property: JsonPropertyName("email")] string? Email,
        [property: JsonPropertyName("username")] string Username);

    private sealed record Subscription(
        [property: JsonPropertyName("plan")] Plan Plan,
        [property: JsonPropertyName("status")] string Status,
        [property: JsonPropertyName("credits_remaining")] long CreditsRemaining);

    private sealed record Key(
        [property: JsonPropertyName("id")] string Id,
        [property: JsonPropertyName("scopes")] IReadOnlyList<string> Scopes);

    private sealed record Plan([property: JsonPropertyName("name")] string Name);
}
