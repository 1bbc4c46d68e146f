using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Lynx.Errors;

namespace Kiln.Functions.Surfaces.Lynx.Service;

/// <summary>Says that the surface answers, and what it takes.</summary>
public static class DescribeLynx
{
    private static readonly ApiDescription Description = new(
        "Lynx",
        "Lynx",
        "Monte-Carlo simulation studies: one submission becomes a batch of jobs, each with parameters of its own, run by runners on the users' machines.",
        "/lynx",
        typeof(LynxErrorBody),
        "application/json");

    private static readonly Lazy<byte[]> Document = new(() => OpenApiDocument.Write(typeof(DescribeLynx).Assembly, Description));

    /// <summary><c>GET /healthz</c>, without a key.</summary>
    [Function("LynxHealth")]
    [Operation("Says that the service answers", Public = true)]
    [Reply(StatusCodes.Status200OK, typeof(LynxHealth))]
    public static IResult Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "lynx/healthz")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return LynxJson.Reply(new LynxHealth("ok"));
    }

    /// <summary><c>GET /openapi.json</c>: OpenAPI 3.1 of this surface, without a key.</summary>
    [Function("LynxDocument")]
    [Operation("Describes this API", Public = true)]
    [Reply(StatusCodes.Status200OK, MediaType = "application/json", Description = "An OpenAPI 3.1 document")]
    public static IResult OpenApi([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "lynx/openapi.json")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return TypedResults.Bytes(Document.Value, "application/json");
    }

    /// <summary>Takes what no other function of the surface takes: 405 where another method is taken, else 404, in the surface's shape.</summary>
    [Function("LynxUnknownRoute")]
    public static IResult Unknown([HttpTrigger(AuthorizationLevel.Anonymous, Route = "lynx/{*rest}")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        IReadOnlyList<string> methods = SurfaceRoutes.MethodsAt("Lynx", request.Path);
        if (methods.Count == 0)
        {
            throw ApiException.NotFound("Path");
        }

        request.HttpContext.Response.Headers.Allow = string.Join(", ", methods);
        throw new ApiException(StatusCodes.Status405MethodNotAllowed, "METHOD_NOT_ALLOWED", $"{request.Method} is not taken here");
    }
}

/// <summary>That the service answers.</summary>
/// <param name="Status">Always <c>ok</c>.</param>
internal sealed record LynxHealth(string Status);
