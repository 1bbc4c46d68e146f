using System.Text;
using Kiln.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace Kiln.Functions.Tests.Http;

public sealed class RequestBodyTests
{
    [Theory]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}", 400)]
    [InlineData("[]", 400)]
    [InlineData("null", 400)]
    [InlineData("", 400)]
    [InlineData("{\"name\":\"\\ud800\"}", 400)]
    [InlineData("{\"name\":3}", 400)]
    public async Task A_typed_body_that_is_not_as_expected_is_refused(string body, int status)
    {
        ApiException refusal = await Assert.ThrowsAsync<ApiException>(() => RequestBody.ReadAsync<Named>(Request(body), default));

        Assert.Equal(status, refusal.Status);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"a\":{\"b\":[\"\\udc00\"]}}")]
    [InlineData("{\"\\ud800\":1}")]
    public async Task An_object_is_JSON_whose_texts_are_text(string body)
    {
        ApiException refusal = await Assert.ThrowsAsync<ApiException>(() => RequestBody.ReadObjectAsync(Request(body), default));

        Assert.Equal((400, ErrorCodes.ValidationError), (refusal.Status, refusal.Code));
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("nonsense", 415)]
    public async Task Another_media_type_is_refused_with_the_accepted_one(string type, int status)
    {
        ApiException refusal = await Assert.ThrowsAsync<ApiException>(() => RequestBody.ReadAsync<Named>(Request("{}", type), default));

        Assert.Equal((status, ErrorCodes.UnsupportedMediaType), (refusal.Status, refusal.Code));
        Assert.EndsWith("Accepted: application/json", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/merge-patch+json")]
    [InlineData(null)]
    public async Task JSON_by_any_of_its_names_is_read(string? type)
    {
        Assert.Equal("a", (await RequestBody.ReadAsync<Named>(Request("{\"name\":\"a\"}", type), default)).Name);
    }

    [Fact]
    public async Task A_body_that_states_too_great_a_length_is_refused_unread()
    {
        HttpRequest request = Request("{}");
        request.ContentLength = 2_000_000;

        ApiException refusal = await Assert.ThrowsAsync<ApiException>(() => RequestBody.ReadAsync<Named>(request, default));

        Assert.Equal((413, ErrorCodes.FileTooLarge, 0L), (refusal.Status, refusal.Code, request.Body.Position));
    }

    private static HttpRequest Request(string body, string? type = "application/json")
    {
        DefaultHttpContext http = new();
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        http.Request.ContentType = type;
        return http.Request;
    }

    private sealed record Named(string? Name);
}
