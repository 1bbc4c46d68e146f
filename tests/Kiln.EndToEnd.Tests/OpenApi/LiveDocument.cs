using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.OpenApi;

/// <summary>A running service with the document that it serves: every reply is held against it.</summary>
internal sealed class LiveDocument
{
    private readonly KilnService _service;
    private readonly JsonNode _document;
    private readonly SchemaChecker _checker;
    private readonly HashSet<string> _called = [];

    private LiveDocument(KilnService service, JsonNode document)
    {
        _service = service;
        _document = document;
        _checker = new SchemaChecker(document);
    }

    /// <summary>The host's master key, as its operator finds it.</summary>
    public string MasterKey { get; private init; } = "";

    /// <summary>Reads the document from the service.</summary>
    public static async Task<LiveDocument> ReadAsync(KilnService service)
    {
        var reply = await service.Api.SendPlainAsync(HttpMethod.Get, new Uri(service.Api.Url, "/api/openapi.json"));
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        string keys = await File.ReadAllTextAsync(Path.Combine(service.DataDirectory, "keys.json"));
        return new LiveDocument(service, reply.Body) { MasterKey = JsonNode.Parse(keys)!["masterKey"]!.GetValue<string>() };
    }

    /// <summary>The operations of the document.</summary>
    public IEnumerable<(string Name, HttpMethod Method, string Path)> Operations() => _document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject()
            .Select(method => (method.Value!["operationId"]!.GetValue<string>(), HttpMethod.Parse(method.Key), path.Key)));

    /// <summary>The operations that nothing was sent to.</summary>
    public IEnumerable<string> Uncalled() => Operations().Select(operation => operation.Name).Except(_called);

    /// <summary>Sends a request to an operation and holds status, media type and body against the document.</summary>
    public async Task<ApiReply> SendAsync(
        string operation, int expected, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        var (_, method, route) = Operations().Single(candidate => candidate.Name == operation);
        _called.Add(operation);
        var reply = await _service.Api.SendAsync(method, path, content, headers);
        string where = $"{operation} {path}: {(int)reply.Status}";
        Assert.True((int)reply.Status == expected, $"{where} instead of {expected}: {System.Text.Encoding.UTF8.GetString(reply.Content)}");
        JsonNode? response = _document["paths"]![route]![method.Method.ToLowerInvariant()]!["responses"]![$"{expected}"];
        Assert.True(response is not null, $"{where} is not in the document");
        if (response["content"] is not { } described)
        {
            Assert.True(reply.Content.Length == 0, $"{where} has a body");
            return reply;
        }

        string? type = reply.ContentHeaders.ContentType?.MediaType;
        Assert.True(described[type ?? ""] is not null, $"{where} is {type}, which is not in the document");
        if (described[type!]!["schema"] is { } schema)
        {
            var faults = _checker.Check(reply.Body, schema);
            Assert.True(faults.Count == 0, $"{where}\n{string.Join('\n', faults)}");
        }

        return reply;
    }
}
