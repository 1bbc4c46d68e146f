using System.Text.Json.Serialization;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Storage.ApiKeys;

namespace Kiln.Functions.Operator;

/// <summary>Makes, lists and revokes the keys of organisations. For operators: behind the host's master key.</summary>
public sealed class ManageKeys(ApiKeyStore keys)
{
    private const string Route = "api/operator/organisations/{organisation}/keys";

    /// <summary><c>POST …/keys</c> with <c>{"name"}</c>, or <c>{"name","key"}</c> to import one: 201; a new key is shown only here.</summary>
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
        if (body.Name is not { Length: > 0 and <= 100 })
        {
            throw ApiException.Unprocessable([new FieldFault("name", "Must be text of 1 to 100 characters")]);
        }

        if (body.Key is { Length: > 0 } imported)
        {
            ApiKey? taken = await keys.ImportAsync(organisation, body.Name, imported, cancellationToken);
            return taken is null ? throw TooMany() : Json.Data(KeyPayload.Of(taken, null), StatusCodes.Status201Created);
        }

        return await keys.CreateAsync(organisation, body.Name, cancellationToken) is var (key, clearText)
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

    private static ApiException TooMany() =>
        ApiException.Conflict($"An organisation has at most {ApiKeyStore.MaximumActiveKeys} active keys; revoke one first");

    private sealed record NewKey(
        [property: JsonPropertyName("name")] string? Name,
        [property: JsonPropertyName("key")] string? Key);

    private sealed record KeyPayload(
        [property: JsonPropertyName("id")] string Id,
        [property: JsonPropertyName("name")] string Name,
        [property: JsonPropertyName("hint")] string Hint,
        [property: JsonPropertyName("key")] string? Key,
        [property: JsonPropertyName("createdAt")] DateTimeOffset CreatedAt,
        [property: JsonPropertyName("revokedAt")] DateTimeOffset? RevokedAt)
    {
        public static KeyPayload Of(ApiKey key, string? clearText) =>
            new(key.Id, key.Name, key.Hint, clearText, key.CreatedAt, key.RevokedAt);
    }
}
