using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Kiln.EndToEnd.Tests.Harness;

/// <summary>What only the holder of a service's master key may do.</summary>
internal static class ServiceOperator
{
    /// <summary>Makes a key for an organisation and returns its clear text.</summary>
    /// <param name="service">The service.</param>
    /// <param name="organisation">The organisation.</param>
    /// <param name="scopes">What the key opens; none for everything.</param>
    public static async Task<string> MakeKeyAsync(this KilnService service, string organisation, params string[] scopes)
    {
        JsonObject body = new() { ["name"] = "test" };
        if (scopes.Length > 0)
        {
            body["scopes"] = new JsonArray([.. scopes.Select(scope => (JsonNode)scope)]);
        }

        return (await service.OperateAsync(HttpMethod.Post, $"{organisation}/keys", body)).Data(HttpStatusCode.Created)["key"]!.GetValue<string>();
    }

    /// <summary>Gives an organisation credits.</summary>
    public static async Task GrantAsync(this KilnService service, string organisation, int amount) => Assert.NotNull(
        (await service.OperateAsync(HttpMethod.Post, $"{organisation}/grants", new JsonObject { ["amount"] = amount, ["note"] = "a start" }))
            .Data(HttpStatusCode.Created));

    /// <summary>Sends a request of the operator's about an organisation.</summary>
    public static async Task<ApiReply> OperateAsync(this KilnService service, HttpMethod method, string path, JsonObject? body = null)
    {
        var keys = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(service.DataDirectory, "keys.json")))!;
        return await service.Api.SendPlainAsync(
            method,
            new Uri(service.Api.Url, $"api/operator/organisations/{path}"),
            body is null ? null : JsonContent.Create(body),
            ("x-functions-key", keys["masterKey"]!.GetValue<string>()));
    }
}
