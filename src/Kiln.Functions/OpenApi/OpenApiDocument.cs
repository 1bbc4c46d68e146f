using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kiln.Functions.Access;
using Kiln.Functions.Http;
using Kiln.Storage.ApiKeys;

namespace Kiln.Functions.OpenApi;

/// <summary>The OpenAPI 3.1 document of an API of this app, made from its functions and the types of their bodies.</summary>
internal static class OpenApiDocument
{
    private const string Bearer = "apiKey";
    private const string MasterKey = "masterKey";
    private const string RunnerToken = "runnerToken";

    /// <summary>Makes the document of those functions of an assembly that make up an API.</summary>
    /// <exception cref="InvalidOperationException">A function does not describe itself, or two schemas want one name.</exception>
    public static JsonObject Create(Assembly assembly, ApiDescription api)
    {
        SchemaRegistry schemas = new();
        JsonObject paths = [];
        SortedSet<string> tags = new(StringComparer.Ordinal);
        HashSet<string> used = new(StringComparer.Ordinal);
        foreach (HttpOperation operation in HttpOperation.FindAll(assembly).Where(operation => operation.Surface == api.Surface))
        {
            string place = operation.Path[api.BasePath.Length..].Replace("{*", "{", StringComparison.Ordinal);
            JsonObject path = paths[place]?.AsObject() ?? [];
            paths[place] = path;
            tags.Add(operation.Tag);
            foreach (string method in operation.Methods)
            {
                JsonArray security = SecurityOf(operation);
                used.UnionWith(security.SelectMany(choice => choice!.AsObject()).Select(choice => choice.Key));
                path[method] = new OperationWriter(operation, api, schemas).Write(security);
            }
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = api.Title,
                ["version"] = assembly.GetName().Version?.ToString(3) ?? "1.0.0",
                ["description"] = api.Summary,
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = api.BasePath + "/" }),
            ["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)new JsonObject { ["name"] = tag })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.Components,
                ["securitySchemes"] = new JsonObject(SecuritySchemes().Where(scheme => used.Contains(scheme.Key))),
            },
        };
    }

    /// <summary>The document as UTF-8.</summary>
    public static byte[] Write(Assembly assembly, ApiDescription api) =>
        JsonSerializer.SerializeToUtf8Bytes(Create(assembly, api), Json.Options);

    private static IEnumerable<KeyValuePair<string, JsonNode?>> SecuritySchemes() =>
    [
        new(Bearer, BearerScheme("An organisation's API key. One that is limited to scopes opens what names one of them.")),
        new(RunnerToken, BearerScheme("A runner's own token, from its registration.")),
        new(MasterKey, new JsonObject
        {
            ["type"] = "apiKey",
            ["in"] = "header",
            ["name"] = "x-functions-key",
            ["description"] = "The host's master key, for operators.",
        }),
    ];

    private static JsonObject BearerScheme(string description) =>
        new() { ["type"] = "http", ["scheme"] = "bearer", ["description"] = description };

    private static JsonArray SecurityOf(HttpOperation operation) => operation switch
    {
        { NeedsMasterKey: true } => Scheme(MasterKey),
        { Description.Public: true } => [],
        { Description.ForRunners: true } => Scheme(RunnerToken),
        { Description.Scopes: KeyScopes.All } => Scheme(Bearer),
        _ => new JsonArray([.. ScopeWords.Of(operation.Description!.Scopes).Select(word => Requirement(Bearer, word))]),
    };

    private static JsonArray Scheme(string name) => new(Requirement(name));

    private static JsonObject Requirement(string scheme, params string[] scopes) =>
        new() { [scheme] = new JsonArray([.. scopes.Select(scope => (JsonNode)scope)]) };
}
