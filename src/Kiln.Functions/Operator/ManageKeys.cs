using System.Text.Json.Serialization;
using Kiln.Functions.Access;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Storage.ApiKeys;

namespace Kiln.Functions.Operator;

/// <summary>Makes, lists and revokes the keys of organisations. For operators: behind the host's master key.</summary>
public sealed class ManageKeys(ApiKeyStore keys)
{
    private const string Route = "api/operator/organisations/{organisation}/keys";

    /// <summary>
    /// <c>POST …/keys</c> with <c>{"name"}</c>, or <c>{"name","key"}</c> to import one: 201; a new key is shown only here. With
    /// <c>scopes</c> it opens only these.
    /// </summary>
    [Function("CreateKey")]
    [Operation("Makes or imports an API key", Refusals = [400, 409, 413, 415, 422])]
    [RequestBody(typeof(NewKey))]
    [Reply(StatusCodes.Status201Created, typeof(DataEnvelope<KeyPayload>))]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = Route)] HttpRequest request,
        string organisation,
        CancellationToken cancellationToken)
    {
        OrganisationName.Require(organisation);
        NewKey body = await RequestBody.ReadAsync<NewKey>(request, cancellationToken);
        FaultList faults = new();
        faults.Require(body.Name is { Length: > 0 and <= 100 }, "name", "Must be text of 1 to 100 characters");
        KeyScopes? scopes = ReadScopes(body.Scopes, faults);
        faults.ThrowIfAny();
        if (body.Key is { Length: > 0 } imported)
        {
            return await ImportAsync(organisation, body.Name!, imported, scopes, cancellationToken);
        }

        return await keys.CreateAsync(organisation, body.Name!, scopes, cancellationToken) is var (key, clearText)
            ? Json.Data(KeyPayload.Of(key, clearText), StatusCodes.Status201Created)
            : throw TooMany();
    }

    /// <summary><c>GET …/keys</c>.</summary>
    [Function("ListKeys")]
    [Operation("Lists the keys of an organisation", Refusals = [422])]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<IReadOnlyList<KeyPayload>>))]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Admin, "get", Route = Route)] HttpRequest request,
        string organisation,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        OrganisationName.Require(organisation);
        IReadOnlyList<ApiKey> found = await keys.ListAsync(organisation, cancellationToken);
        return Json.Data<IReadOnlyList<KeyPayload>>([.. found.Select(key => KeyPayload.Of(key, null))]);
    }

    /// <summary><c>DELETE …/keys/{id}</c>: the key stops working at once.</summary>
    [Function("RevokeKey")]
    [Operation("Revokes a key", Refusals = [404, 422])]
    [Reply(StatusCodes.Status204NoContent)]
    public async Task<IResult> Revoke(
        [HttpTrigger(AuthorizationLevel.Admin, "delete", Route = Route + "/{id}")] HttpRequest request,
        string organisation,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        OrganisationName.Require(organisation);
        return await keys.RevokeAsync(organisation, id, cancellationToken) ? TypedResults.NoContent() : throw ApiException.NotFound("Key");
    }

    private static KeyScopes? ReadScopes(IReadOnlyList<string?>? words, FaultList faults)
    {
        if (words is null)
        {
            return null;
        }

        KeyScopes scopes = KeyScopes.None;
        string known = $"Must be one of: {string.Join(", ", ScopeWords.All)}";
        foreach ((int index, string? word) in words.Index())
        {
            KeyScopes? scope = word is null ? null : ScopeWords.Of(word);
            faults.Require(scope is not null, $"scopes[{index}]", known);
            scopes |= scope ?? KeyScopes.None;
        }

        faults.Require(words.Count > 0, "scopes", "Must name at least one scope; leave it out for a key that opens everything");
        return scopes;
    }

    private async Task<IResult> ImportAsync(
        string organisation, string name, string clearText, KeyScopes? scopes, CancellationToken cancellationToken)
    {
        try
        {
            ApiKey? taken = await keys.ImportAsync(organisation, name, clearText, scopes, cancellationToken);
            return taken is null ? throw TooMany() : Json.Data(KeyPayload.Of(taken, null), StatusCodes.Status201Created);
        }
        catch (ApiKeyTakenException refusal)
        {
            throw ApiException.Conflict(refusal.Message);
        }
    }

    private static ApiException TooMany() =>
        ApiException.Conflict($"An organisation has at most {ApiKeyStore.MaximumActiveKeys} active keys; revoke one first");

    private sealed record NewKey(
        [property: JsonPropertyName("name")] string? Name,
        [property: JsonPropertyName("key")] string? Key,
        [property: JsonPropertyName("scopes")] IReadOnlyList<string?>? Scopes);

    private sealed record KeyPayload(
        [property: JsonPropertyName("id")] string Id,
        [property: JsonPropertyName("name")] string Name,
        [property: JsonPropertyName("hint")] string Hint,
        [property: JsonPropertyName("key")] string? Key,
        [property: JsonPropertyName("scopes")] IReadOnlyList<string> Scopes,
        [property: JsonPropertyName("createdAt")] DateTimeOffset CreatedAt,
        [property: JsonPropertyName("revokedAt")] DateTimeOffset? RevokedAt)
    {
        public static KeyPayload Of(ApiKey key, string? clearText) =>
            new(key.Id, key.Name, key.Hint, clearText, ScopeWords.Of(key.Scopes ?? KeyScopes.All), key.CreatedAt, key.RevokedAt);
    }
}
