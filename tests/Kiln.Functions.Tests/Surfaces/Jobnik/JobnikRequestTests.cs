using System.Text.Json;
using Kiln.Functions.Access;
using Kiln.Functions.Surfaces.Jobnik;
using Microsoft.AspNetCore.Http;

namespace Kiln.Functions.Tests.Surfaces.Jobnik;

public sealed class JobnikRequestTests
{
    private const string Sent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private const string Header = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string Zeros = "00-00000000000000000000000000000000-0000000000000000-00";

    [Theory]
    [InlineData($$"""{"traceparent":"{{Sent}}","tracestate":"a=1"}""", Header, "b=2", Sent, "a=1")]
    [InlineData($$"""{"traceparent":"{{Sent}}"}""", Header, "b=2", Sent, null)]
    [InlineData($$"""{"traceparent":"{{Zeros}}"}""", Header, "b=2", null, null)]
    [InlineData("{}", Header, "b=2", Header, "b=2")]
    [InlineData("""{"tracestate":"a=1"}""", Header, "b=2", Header, "a=1")]
    [InlineData("{}", Header, "no state", Header, null)]
    [InlineData("{}", "nonsense", "b=2", null, null)]
    [InlineData("{}", null, "b=2", null, null)]
    public void The_trace_is_the_bodys_else_the_headers_else_none(
        string body, string? parentHeader, string stateHeader, string? parent, string? state)
    {
        JobnikRequest request = Request(body);
        request.Request.Headers.TraceParent = parentHeader;
        request.Request.Headers.TraceState = stateHeader;

        Assert.Equal((parent, state), request.TraceOf(request.Body));
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("""{"userMetadata":{"a":1}}""", """{"a":1}""")]
    [InlineData("""{"userMetadata":5}""", """{"userMetadata":5}""")]
    [InlineData("""{"userMetadata":{"a":1},"b":2}""", """{"userMetadata":{"a":1},"b":2}""")]
    [InlineData("{}", "{}")]
    public void Notes_are_the_body_or_the_one_object_in_it(string body, string notes) =>
        Assert.Equal(notes, Request(body).NewMetadata().GetRawText());

    private static JobnikRequest Request(string body) =>
        new(new Caller("acme", "key"), new DefaultHttpContext().Request, JsonSerializer.Deserialize<JsonElement>(body));
}
