using System.Text.Json.Serialization;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Storage.Credits;

namespace Kiln.Functions.Access;

/// <summary>Whose key it is, and what is left.</summary>
public sealed class GetMe(Authentication authentication, AccountStore accounts)
{
    /// <summary><c>GET /api/me</c>.</summary>
    [Function("GetMe")]
    [Operation("Shows whose key it is and what is left")]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<Me>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/me")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        Account account = await accounts.GetAsync(caller.OrganisationId);
        return Json.Data(new Me(
            new User(null, caller.OrganisationId),
            new Subscription(new Plan("standard"), "active", account.Available)));
    }

    private sealed record Me(
        [property: JsonPropertyName("user")] User User,
        [property: JsonPropertyName("subscription")] Subscription Subscription);

    private sealed record User(
        [property: JsonPropertyName("email")] string? Email,
        [property: JsonPropertyName("username")] string Username);

    private sealed record Subscription(
        [property: JsonPropertyName("plan")] Plan Plan,
        [property: JsonPropertyName("status")] string Status,
        [property: JsonPropertyName("credits_remaining")] long CreditsRemaining);

    private sealed record Plan([property: JsonPropertyName("name")] string Name);
}
