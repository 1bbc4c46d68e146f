namespace Kiln.Functions.OpenApi;

/// <summary>Serves the description of the API.</summary>
public static class GetOpenApi
{
    private static readonly Lazy<byte[]> Document = new(() => OpenApiDocument.Write(typeof(GetOpenApi).Assembly, ApiDescription.Own));

    /// <summary><c>GET /api/openapi.json</c>: OpenAPI 3.1, without a key.</summary>
    [Function("GetOpenApi")]
    [Operation("Describes this API", Public = true)]
    [Reply(StatusCodes.Status200OK, MediaType = "application/json", Description = "An OpenAPI 3.1 document")]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/openapi.json")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return TypedResults.Bytes(Document.Value, "application/json");
    }
}
