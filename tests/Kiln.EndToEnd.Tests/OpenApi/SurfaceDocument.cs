using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kiln.EndToEnd.Tests.OpenApi;

/// <summary>The document that a compatible surface serves of itself; every reply is held against it.</summary>
internal sealed class SurfaceDocument(JsonNode document)
{
    // Clients' own data in a body may be as deep as requests may be.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    private readonly SchemaChecker _checker = new(document);
    private readonly HashSet<string> _called = [];

    /// <summary>The operations.</summary>
    public IEnumerable<SurfaceOperation> Operations => document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Select(method => new SurfaceOperation(HttpMethod.Parse(method.Key), path.Key, method.Value!)));

    /// <summary>The operations that no reply was held against.</summary>
    public IEnumerable<string> Uncalled
    {
        get
        {
            lock (_called)
            {
                return [.. Operations.Select(operation => operation.Name).Except(_called)];
            }
        }
    }

    /// <summary>Requires that a reply is what the document says; of paths that it does not know nothing is required.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="path">The request's path below the surface's.</param>
    /// <param name="status">The reply's status.</param>
    /// <param name="mediaType">The reply's media type, or null.</param>
    /// <param name="body">The reply's body.</param>
    public void Check(HttpMethod method, string path, HttpStatusCode status, string? mediaType, string body)
    {
        string[] segments = path.Split('?')[0].Trim('/').Split('/');
        if (Operations.Where(known => known.Method == method && known.Fits(segments)).MinBy(known => known.Path.Count(letter => letter == '{'))
            is not { } operation)
        {
            return;
        }

        lock (_called)
        {
            _called.Add(operation.Name);
        }

        string where = $"{method} {path}: {(int)status}";
        JsonNode? response = operation.Written["responses"]![$"{(int)status}"];
        Assert.True(response is not null, $"{where} is not in the document: {body}");
        if (response["content"] is not { } content)
        {
            Assert.True(body.Length == 0, $"{where} has a body");
            return;
        }

        JsonNode? described = content[mediaType ?? ""];
        Assert.True(described is not null, $"{where} is {mediaType}, which is not in the document");
        if (described["schema"] is { } schema)
        {
            var faults = _checker.Check(JsonNode.Parse(body, documentOptions: Deep), schema);
            Assert.True(faults.Count == 0, $"{where}\n{string.Join('\n', faults)}");
        }
    }
}

/// <summary>An operation of a document.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path with parameters in braces.</param>
/// <param name="Written">What the document says of it.</param>
internal sealed record SurfaceOperation(HttpMethod Method, string Path, JsonNode Written)
{
    /// <summary>Its identifier.</summary>
    public string Name => Written["operationId"]!.GetValue<string>();

    /// <summary>What a caller must show, each with the scopes of which a key must have all; a caller chooses one.</summary>
    public IReadOnlyList<(string Scheme, string[] Scopes)> Security =>
    [
        .. Written["security"]!.AsArray().SelectMany(choice => choice!.AsObject())
            .Select(choice => (choice.Key, (string[])[.. choice.Value!.AsArray().Select(scope => scope!.GetValue<string>())])),
    ];

    /// <summary>Whether a path, split at its slashes, is one of this operation's.</summary>
    public bool Fits(string[] segments)
    {
        string[] parts = Path.Trim('/').Split('/');
        return parts.Length == segments.Length && parts.Zip(segments).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }
}
