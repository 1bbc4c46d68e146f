using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.OpenApi;

namespace Kiln.EndToEnd.Tests.Access;

/// <summary>Keys that are limited to scopes.</summary>
public sealed class ScopeTests
{
    private const string Unknown = "0195a3c0-7b1e-7c44-9d0a-2f6f0c1d9e11";

    private static readonly (string Prefix, string Document, Func<JsonNode, JsonNode?> CodeOf)[] Surfaces =
    [
        ("", "/api/openapi.json", body => body["code"]),
        ("/jobnik", "/jobnik/docs/api", body => body["code"]),
        ("/lynx", "/lynx/openapi.json", body => body["error"]!["code"]),
    ];

    [OwnServiceFact]
    public async Task A_limited_key_opens_what_names_one_of_its_scopes_and_nothing_else_on_every_surface()
    {
        await using var service = await KilnService.StartAsync("--Kiln:RequestsPerMinute=100000", "--Kiln:AnonymousOrganisation=development");
        string[][] limits = [["jobs"], ["workers"], ["runners"], ["account"], ["runners", "workers"]];
        foreach (string[] scopes in limits)
        {
            string key = await service.MakeKeyAsync("acme", scopes);
            using HttpClient http = new();
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            int opened = 0;
            foreach (var (prefix, document, codeOf) in Surfaces)
            {
                SurfaceDocument surface = new(JsonNode.Parse(await http.GetStringAsync(new Uri(service.Api.Url, document)))!);
                foreach (SurfaceOperation operation in surface.Operations.Where(operation => operation.Security.Any(one => one.Scheme == "apiKey")))
                {
                    string path = prefix + string.Join('/', operation.Path.Split('/').Select(part => part.StartsWith('{') ? Unknown : part));
                    using HttpRequestMessage request = new(operation.Method, new Uri(service.Api.Url, path));
                    using HttpResponseMessage response = await http.SendAsync(request);
                    string text = await response.Content.ReadAsStringAsync();
                    bool opens = operation.Security.Any(one => one.Scopes.All(scope => scopes.Contains(scope)));
                    string where = $"{operation.Method} {path} with {string.Join(' ', scopes)}: {(int)response.StatusCode} {text}";
                    Assert.True(response.StatusCode != HttpStatusCode.Unauthorized, where);
                    Assert.True(opens == (response.StatusCode != HttpStatusCode.Forbidden), where);
                    Assert.True(opens || codeOf(JsonNode.Parse(text)!)!.GetValue<string>() == "FORBIDDEN", where);
                    opened += opens ? 1 : 0;
                }
            }

            // Whose key it is, and what else?
            Assert.True(opened > 1, string.Join(' ', scopes));
            JsonNode me = JsonNode.Parse(await http.GetStringAsync(new Uri(service.Api.Url, "/api/me")))!;
            Assert.Equal(scopes.Order(), me["data"]!["key"]!["scopes"]!.AsArray().Select(scope => scope!.GetValue<string>()).Order());
        }
    }

    [OwnServiceFact]
    public async Task Scopes_are_checked_when_a_key_is_made_and_shown_afterwards()
    {
        await using var service = await KilnService.StartAsync();
        var wrong = await service.OperateAsync(
            HttpMethod.Post, "acme/keys", JsonNode.Parse("""{"name":"k","scopes":["jobs","everything",null]}""")!.AsObject());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        JsonArray faults = wrong.Body["errors"]!.AsArray();
        Assert.Equal(["scopes[1]", "scopes[2]"], faults.Select(fault => fault!["field"]!.GetValue<string>()));
        Assert.Equal("Must be one of: jobs, workers, runners, account", faults[0]!["message"]!.GetValue<string>());
        var none = await service.OperateAsync(HttpMethod.Post, "acme/keys", JsonNode.Parse("""{"name":"k","scopes":[]}""")!.AsObject());
        Assert.Equal("scopes", Assert.Single(none.Body["errors"]!.AsArray())!["field"]!.GetValue<string>());
        Assert.Empty((await service.OperateAsync(HttpMethod.Get, "acme/keys")).Data(HttpStatusCode.OK).AsArray());

        await service.MakeKeyAsync("acme", "runners");
        await service.MakeKeyAsync("acme");
        JsonArray keys = (await service.OperateAsync(HttpMethod.Get, "acme/keys")).Data(HttpStatusCode.OK).AsArray();
        Assert.Equal(
            ["jobs workers runners account", "runners"],
            keys.Select(key => string.Join(' ', key!["scopes"]!.AsArray().Select(scope => scope!.GetValue<string>()))).Order());

        JsonObject imported = new() { ["name"] = "k", ["key"] = "kiln_test_0123456789abcdef", ["scopes"] = new JsonArray("workers") };
        Assert.Equal(HttpStatusCode.Created, (await service.OperateAsync(HttpMethod.Post, "acme/keys", imported)).Status);
        Assert.Equal(HttpStatusCode.Created, (await service.OperateAsync(HttpMethod.Post, "acme/keys", imported)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await service.OperateAsync(HttpMethod.Post, "other/keys", imported)).Status);
        imported["scopes"] = new JsonArray("jobs");
        Assert.Equal(HttpStatusCode.Conflict, (await service.OperateAsync(HttpMethod.Post, "acme/keys", imported)).Status);
    }
}
