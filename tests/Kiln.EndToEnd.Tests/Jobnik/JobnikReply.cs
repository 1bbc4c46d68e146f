using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kiln.EndToEnd.Tests.Jobnik;

/// <summary>A reply of the surface, read whole.</summary>
internal sealed record JobnikReply(string Request, HttpStatusCode Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, string Text)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    /// <summary>The body as JSON; clients' own data in it may be as deep as requests may be.</summary>
    public JsonNode Json => JsonNode.Parse(Text, documentOptions: Deep)!;

    /// <summary>The body of a reply that must have the given status.</summary>
    public JsonNode Body(int expected = 200)
    {
        Assert.True((int)Status == expected, $"{Request}: {(int)Status} instead of {expected}: {Text}");
        return Json;
    }

    /// <summary>Requires a refusal: its status, code and message.</summary>
    public void IsRefused(int status, string code, string? message = null)
    {
        var body = Body(status).AsObject();
        Assert.Equal((code, message ?? code), (body["code"]!.GetValue<string>(), body["message"]!.GetValue<string>()));
        Assert.Equal(2, body.Count);
    }

    /// <summary>Requires a success without anything to show.</summary>
    public void IsDone(string code) => Assert.Equal($$"""{"code":"{{code}}"}""", Body().ToJsonString());

    /// <summary>A header, or null.</summary>
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;
}
