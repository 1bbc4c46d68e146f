using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Kiln.EndToEnd.Tests.Harness;

/// <summary>What only the holder of a service's master key may do.</summary>
internal static class ServiceOperator
{
    /// <summary>Makes a key for an organisation and returns its clear text.</summary>
    public static async Task<string> MakeKeyAsync(this KilnService service, string organisation) =>
        (await service.OperateAsync($"{organisation}/keys", new JsonObject { ["name"] = "test" }))["key"]!.GetValue<string>();

    /// <summary>Gives an organisation credits.</summary>
    public static Task GrantAsync(this KilnService service, string organisation, int amount) =>
        service.OperateAsync($"{organisation}/grants", new JsonObject { ["amount"] = amount, ["note"] = "a start" });

    private static async Task<JsonNode> OperateAsync(this KilnService service, string path, JsonObject body)
    {
        var keys = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(service.DataDirectory, "keys.json")))!;
        var reply = await service.Api.SendPlainAsync(
            HttpMethod.Post,
            new Uri(service.Api.Url, $"api/operator/organisations/{path}"),
            JsonContent.Create(body),
            ("x-functions-key", keys["masterKey"]!.GetValue<string>()));
        return reply.Data(HttpStatusCode.Created);
    }
}
