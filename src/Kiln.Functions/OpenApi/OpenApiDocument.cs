using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kiln.Functions.Http;

namespace Kiln.Functions.OpenApi;

/// <summary>The OpenAPI 3.1 document of this app, made from its functions and the types of their bodies.</summary>
internal static class OpenApiDocument
{
    private const string Bearer = "apiKey";
    private const string MasterKey = "masterKey";

    /// <summary>Makes the document of an assembly's functions.</summary>
    /// <exception cref="InvalidOperationException">A function does not describe itself, or two schemas want one name.</exception>
    public static JsonObject Create(Assembly assembly)
    {
        SchemaRegistry schemas = new();
        JsonObject paths = [];
        SortedSet<string> tags = new(StringComparer.Ordinal);
        foreach (HttpOperation operation in HttpOperation.FindAll(assembly))
        {
            JsonObject path = paths[operation.Path]?.AsObject() ?? [];
            paths[operation.Path] = path;
            tags.Add(operation.Tag);
            foreach (string method in operation.Methods)
            {
                path[method] = new OperationWriter(operation, schemas).Write(SecurityOf(operation));
            }
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Kiln",
                ["version"] = assembly.GetName().Version?.ToString(3) ?? "1.0.0",
                ["description"] = "Turns raw 3D files into simulation-ready assets. Every job, of whatever kind, has one lifecycle.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)new JsonObject { ["name"] = tag })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.Components,
                ["securitySchemes"] = new JsonObject
                {
                    [Bearer] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "An organisation's API key." },
                    [MasterKey] = new JsonObject
                    {
                        ["type"] = "apiKey",
                        ["in"] = "header",
                        ["name"] = "x-functions-key",
                        ["description"] = "The host's master key, for operators.",
                    },
                },
            },
        };
    }

    /// <summary>The document as UTF-8.</summary>
    public static byte[] Write(Assembly assembly) => JsonSerializer.SerializeToUtf8Bytes(Create(assembly), Json.Options);

    private static JsonArray SecurityOf(HttpOperation operation) => operation switch
    {
        { NeedsMasterKey: true } => new JsonArray(new JsonObject { [MasterKey] = new JsonArray() }),
        { Description.Public: true } => [],
        _ => new JsonArray(new JsonObject { [Bearer] = new JsonArray() }),
    };
}
