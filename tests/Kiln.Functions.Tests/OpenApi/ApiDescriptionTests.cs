using System.Text.Json.Nodes;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Jobnik.Errors;

namespace Kiln.Functions.Tests.OpenApi;

public sealed class ApiDescriptionTests
{
    private static readonly ApiDescription Surface = new("Jobnik", "Title", "Summary", "/jobnik", typeof(JobnikError), "application/json");

    [Fact]
    public void A_surface_is_described_apart_with_its_own_paths_and_refusals()
    {
        JsonObject document = OpenApiDocument.Create(typeof(OpenApiDocument).Assembly, Surface);

        Assert.Equal("/jobnik/", document["servers"]![0]!["url"]!.GetValue<string>());
        JsonNode fault = document["paths"]!["/liveness"]!["get"]!["responses"]!["500"]!;
        Assert.Equal("#/components/schemas/JobnikError", fault["content"]!["application/json"]!["schema"]!["$ref"]!.GetValue<string>());
        Assert.All(document["paths"]!.AsObject(), path => Assert.DoesNotContain("jobnik", path.Key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "apiKey masterKey")]
    [InlineData("Jobnik", "apiKey")]
    [InlineData("Lynx", "apiKey runnerToken")]
    public void A_document_names_the_credentials_that_its_operations_ask_for(string? surface, string schemes)
    {
        ApiDescription api = surface is null ? ApiDescription.Own : Surface with { Surface = surface, BasePath = $"/{surface.ToLowerInvariant()}" };

        JsonNode described = OpenApiDocument.Create(typeof(OpenApiDocument).Assembly, api)["components"]!["securitySchemes"]!;

        Assert.Equal(schemes, string.Join(' ', described.AsObject().Select(scheme => scheme.Key)));
    }

    [Fact]
    public void An_operation_names_the_scopes_that_open_it()
    {
        JsonObject document = OpenApiDocument.Create(typeof(OpenApiDocument).Assembly, ApiDescription.Own);

        Assert.Equal("""[{"apiKey":["jobs"]}]""", SecurityOf("/api/jobs", "post"));
        Assert.Equal("""[{"apiKey":["workers"]}]""", SecurityOf("/api/tasks/claim", "post"));
        Assert.Equal("""[{"apiKey":[]}]""", SecurityOf("/api/me", "get"));
        Assert.NotNull(document["paths"]!["/api/jobs/{id}"]!["get"]!["responses"]!["403"]);
        Assert.Null(document["paths"]!["/api/me"]!["get"]!["responses"]!["403"]);

        string SecurityOf(string path, string method) => document["paths"]![path]![method]!["security"]!.ToJsonString();
    }

    [Fact]
    public void The_own_document_leaves_surfaces_out() => Assert.All(
        OpenApiDocument.Create(typeof(OpenApiDocument).Assembly, ApiDescription.Own)["paths"]!.AsObject(),
        path => Assert.StartsWith("/api/", path.Key, StringComparison.Ordinal));
}
