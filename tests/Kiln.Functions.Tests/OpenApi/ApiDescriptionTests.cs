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

    [Fact]
    public void The_own_document_leaves_surfaces_out() => Assert.All(
        OpenApiDocument.Create(typeof(OpenApiDocument).Assembly, ApiDescription.Own)["paths"]!.AsObject(),
        path => Assert.StartsWith("/api/", path.Key, StringComparison.Ordinal));
}
