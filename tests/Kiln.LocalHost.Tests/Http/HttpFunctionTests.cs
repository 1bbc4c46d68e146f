using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kiln.LocalHost.Tests.Hosting;

namespace Kiln.LocalHost.Tests.Http;

public sealed class HttpFunctionTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(hostJson: """{ "version": "2.0" }""");

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task A_function_without_methods_takes_all_and_is_named_in_its_route(string method)
    {
        using HttpResponseMessage response = await _app.Client.SendAsync(new(new HttpMethod(method), "/api/DefaultRoute"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(method, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Route_values_arrive_converted_and_an_absent_optional_one_is_null()
    {
        Guid id = Guid.NewGuid();
        JsonElement with = await _app.Client.GetFromJsonAsync<JsonElement>($"/api/typed/{id}/7/tail");
        JsonElement without = await _app.Client.GetFromJsonAsync<JsonElement>($"/API/TYPED/{id}/-7");
        Assert.Equal((id, 7, "tail"), (with.GetProperty("id").GetGuid(), with.GetProperty("count").GetInt32(), with.GetProperty("rest").GetString()));
        Assert.Equal((-7, JsonValueKind.Null), (without.GetProperty("count").GetInt32(), without.GetProperty("rest").ValueKind));
        Assert.Equal("TypedRoute", with.GetProperty("function").GetString());
    }

    [Theory]
    [InlineData("/api/typed/not-a-guid/7")]
    [InlineData("/api/typed/2f9d3c1e-0000-4000-8000-000000000000/seven")]
    [InlineData("/DefaultRoute")]
    [InlineData("/api")]
    [InlineData("/")]
    public async Task A_path_that_no_route_takes_is_404(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await _app.Client.GetAsync(path)).StatusCode);

    [Fact]
    public async Task A_known_path_with_another_method_is_405_and_says_which_are_allowed()
    {
        using HttpResponseMessage response = await _app.Client.DeleteAsync("/api/things/1");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "PUT"], response.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task Functions_may_share_a_route_when_their_methods_differ()
    {
        using HttpResponseMessage put = await _app.Client.PutAsync("/api/things/1", null);
        Assert.Equal("GET 1", await _app.Client.GetStringAsync("/api/things/1"));
        Assert.Equal("PUT 1", await put.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_route_value_of_the_wrong_type_is_400_and_named()
    {
        using HttpResponseMessage response = await _app.Client.GetAsync("/api/unconstrained/many");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("'many' is no valid number: it must be a Int32", await Detail(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_is_read_into_its_parameter_whatever_the_case_of_its_names()
    {
        using HttpResponseMessage response = await _app.Client.PostAsync("/api/Greet", TestApp.Json("""{"name":"Ada"}"""));
        JsonElement reply = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Hello Ada", reply.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("application/json", "{\"name\":", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "[1]", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "null", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "", HttpStatusCode.BadRequest)]
    [InlineData("text/plain", "{\"name\":\"Ada\"}", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_body_that_does_not_fit_is_refused(string mediaType, string body, HttpStatusCode status)
    {
        using StringContent content = new(body, null, mediaType);
        using HttpResponseMessage response = await _app.Client.PostAsync("/api/Greet", content);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task What_a_function_throws_is_500_with_a_trace_id_that_the_log_has_and_nothing_else()
    {
        using HttpResponseMessage response = await _app.Client.GetAsync("/api/Throw");
        string body = await response.Content.ReadAsStringAsync();
        string traceId = JsonDocument.Parse(body).RootElement.GetProperty("traceId").GetString()!;
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.Contains(
            _app.Log.Lines,
            line => line.Message.Contains(traceId, StringComparison.Ordinal) && line.Exception?.Message == "secret of /api/Throw");
        Assert.Equal("GET", await _app.Client.GetStringAsync("/api/DefaultRoute"));
    }

    [Fact]
    public async Task A_function_that_throws_in_mid_answer_cuts_the_answer_off() =>
        await Assert.ThrowsAsync<HttpRequestException>(() => _app.Client.GetStringAsync("/api/ThrowLate"));

    [Fact]
    public async Task A_result_that_is_none_is_an_empty_200_and_a_warning()
    {
        Assert.Empty(await _app.Client.GetStringAsync("/api/ReturnText"));
        Assert.Contains(_app.Log.Lines, line => line.Message.Contains("returned String, which is no IResult", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_address_that_a_proxy_forwards_is_the_requests()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/Address")
        {
            Headers = { { "X-Forwarded-Host", "kiln.example" }, { "X-Forwarded-Proto", "https" } },
        };
        using HttpResponseMessage response = await _app.Client.SendAsync(request);
        Assert.Equal("https://kiln.example", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_route_prefix_of_host_json_stands_before_every_route_and_a_setting_overrides_it()
    {
        const string HostJson = """{ "version": "2.0", "extensions": { "http": { "routePrefix": "/v1/api/" } } }""";
        await using TestApp prefixed = await TestApp.StartAsync(hostJson: HostJson);
        await using TestApp overridden = await TestApp.StartAsync(
            hostJson: HostJson, settings: "--AzureFunctionsJobHost:extensions:http:routePrefix=");
        Assert.Equal("GET 1", await prefixed.Client.GetStringAsync("/v1/api/things/1"));
        Assert.Equal("GET 1", await overridden.Client.GetStringAsync("/things/1"));
    }

    private static async Task<string> Detail(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!;
}
