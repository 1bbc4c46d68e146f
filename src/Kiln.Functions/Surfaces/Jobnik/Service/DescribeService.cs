using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Jobnik.Errors;

namespace Kiln.Functions.Surfaces.Jobnik.Service;

/// <summary>Says that the surface answers, and what it takes.</summary>
public static class DescribeService
{
    private static readonly ApiDescription Description = new(
        "Jobnik",
        "Job Manager Service API - API v1",
        "Jobs made of ordered stages, stages made of tasks, tasks pulled by workers of a stage type.",
        "/jobnik",
        typeof(JobnikError),
        JobnikJson.MediaType);

    private static readonly Lazy<byte[]> Document =
        new(() => OpenApiDocument.Write(typeof(DescribeService).Assembly, Description));

    /// <summary><c>GET /liveness</c>, without a key.</summary>
    [Function("JobnikLiveness")]
    [Operation("Says that the service answers", Public = true)]
    [Reply(StatusCodes.Status200OK, typeof(ServiceStatus))]
    public static IResult Liveness([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobnik/liveness")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return JobnikJson.Reply(new ServiceStatus("ok"));
    }

    /// <summary><c>GET /docs/api</c>: OpenAPI 3.1 of this surface, without a key.</summary>
    [Function("JobnikDocument")]
    [Operation("Describes this API", Public = true)]
    [Reply(StatusCodes.Status200OK, MediaType = "application/json", Description = "An OpenAPI 3.1 document")]
    public static IResult OpenApi([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobnik/docs/api")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return TypedResults.Bytes(Document.Value, JobnikJson.MediaType);
    }
}
