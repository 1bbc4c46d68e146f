using Kiln.Functions.OpenApi;

namespace Kiln.Functions.Health;

/// <summary>Tells load balancers and start-up scripts that the service answers.</summary>
public static class HealthFunction
{
    /// <summary>Answers 200 with <c>{"status":"ok"}</c>, which nothing on the way may keep.</summary>
    [Function("Health")]
    [Operation("Says that the service answers", Public = true)]
    [Reply(StatusCodes.Status200OK, typeof(HealthStatus))]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new HealthStatus("ok"));
    }
}
