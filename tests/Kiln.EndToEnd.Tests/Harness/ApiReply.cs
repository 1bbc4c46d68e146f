using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kiln.EndToEnd.Tests.Harness;

/// <summary>A reply, read whole.</summary>
internal sealed record ApiReply(HttpStatusCode Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, byte[] Content)
{
    /// <summary>The body as JSON.</summary>
    public JsonNode Body
    {
        get
        {
            try
            {
                return JsonNode.Parse(Content)!;
            }
            catch (JsonException)
            {
                throw new InvalidOperationException($"HTTP {(int)Status} with a body that is no JSON: {Text}");
            }
        }
    }

    /// <summary>The body's <c>data</c>, of a reply that must have the given status.</summary>
    public JsonNode Data(HttpStatusCode expected)
    {
        Assert.True(Status == expected, $"Expected HTTP {(int)expected}, got {(int)Status}: {Text}");
        return Body["data"]!;
    }

    /// <summary>The body's <c>error</c>, of a reply that must have the given status.</summary>
    public string Error(HttpStatusCode expected)
    {
        Assert.True(Status == expected, $"Expected HTTP {(int)expected}, got {(int)Status}: {Text}");
        Assert.Equal("application/problem+json", ContentHeaders.ContentType?.MediaType);
        return Body["error"]!.GetValue<string>();
    }

    private string Text => System.Text.Encoding.UTF8.GetString(Content);
}
