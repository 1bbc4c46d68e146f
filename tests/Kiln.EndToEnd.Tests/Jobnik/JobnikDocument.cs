using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.OpenApi;

namespace Kiln.EndToEnd.Tests.Jobnik;

/// <summary>The document that the surface serves of itself; every reply is held against it.</summary>
internal sealed class JobnikDocument(JsonNode document)
{
    private readonly SchemaChecker _checker = new(document);

    /// <summary>The operations, as method and path.</summary>
    public IEnumerable<(HttpMethod Method, string Path)> Operations => document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Select(method => (HttpMethod.Parse(method.Key), path.Key)));

    /// <summary>Requires that a reply is what the document says; of paths that it does not know nothing is required.</summary>
    public void Check(HttpMethod method, string path, JobnikReply reply)
    {
        string[] segments = path.Split('?')[0].Trim('/').Split('/');
        if (document["paths"]!.AsObject().Where(known => Fits(known.Key, segments)).OrderBy(known => known.Key.Count(letter => letter == '{')).FirstOrDefault().Value
            is not JsonObject operations || operations[method.Method.ToLowerInvariant()] is not { } operation)
        {
            return;
        }

        JsonNode? response = operation["responses"]![$"{(int)reply.Status}"];
        Assert.True(response is not null, $"{reply.Request}: {(int)reply.Status} is not in the document");
        if (response["content"] is not { } content)
        {
            Assert.Empty(reply.Text);
            return;
        }

        JsonNode? described = content[reply.ContentHeaders.ContentType?.MediaType ?? ""];
        Assert.True(described is not null, $"{reply.Request}: {reply.ContentHeaders.ContentType} is not in the document");
        if (described["schema"] is { } schema)
        {
            var faults = _checker.Check(reply.Json, schema);
            Assert.True(faults.Count == 0, $"{reply.Request}\n{string.Join('\n', faults)}");
        }
    }

    private static bool Fits(string template, string[] segments)
    {
        string[] parts = template.Trim('/').Split('/');
        return parts.Length == segments.Length
            && parts.Zip(segments).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }
}
