using System.Text.Json;
using System.Text.Json.Serialization;
using Kiln.Functions.Access;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Storage.Credits;
using Kiln.Storage.Idempotency;

namespace Kiln.Functions.Operator;

/// <summary>Gives credits to an organisation. For operators: behind the host's master key.</summary>
public sealed class GrantCredits(AccountStore accounts, IdempotentCreation idempotent)
{
    private const long MostAtOnce = 1_000_000_000;

    /// <summary><c>POST /api/operator/organisations/{organisation}/grants</c> with <c>{"amount","note"}</c>: 201 with the balance.</summary>
    [Function("GrantCredits")]
    [Operation("Gives credits to an organisation", Idempotent = true, Refusals = [400, 413, 415, 422])]
    [RequestBody(typeof(NewGrant))]
    [Reply(StatusCodes.Status201Created, typeof(DataEnvelope<GrantReply>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/operator/organisations/{organisation}/grants")] HttpRequest request,
        string organisation,
        CancellationToken cancellationToken)
    {
        OrganisationName.Require(organisation);
        NewGrant body = await RequestBody.ReadAsync<NewGrant>(request, cancellationToken);
        if (body.Amount is < 1 or > MostAtOnce)
        {
            throw ApiException.Unprocessable([new FieldFault("amount", $"Must be an integer between 1 and {MostAtOnce}")]);
        }

        Caller caller = new(organisation, "operator");
        return await idempotent.RunAsync(request, caller, JsonSerializer.Serialize(body), GrantAsync, cancellationToken);

        async Task<StoredReply> GrantAsync(string grantId)
        {
            await accounts.GrantAsync(organisation, grantId, body.Amount, body.Note);
            Account account = await accounts.GetAsync(organisation);
            DataEnvelope<GrantReply> reply = new(new GrantReply(grantId, account.Granted, account.Available));
            return StoredReplies.Json(StatusCodes.Status201Created, new Dictionary<string, string>(), reply);
        }
    }

    private sealed record NewGrant(
        [property: JsonPropertyName("amount")] long Amount,
        [property: JsonPropertyName("note")] string? Note);

    private sealed record GrantReply(
        [property: JsonPropertyName("grantId")] string GrantId,
        [property: JsonPropertyName("granted")] long Granted,
        [property: JsonPropertyName("available")] long Available);
}
