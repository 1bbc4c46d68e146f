using Kiln.LocalHost.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kiln.LocalHost.Tests.Functions.Discovery;

/// <summary>Pairs of HTTP functions whose routes collide or do not.</summary>
public static class Routes
{
    public static class SameShape
    {
        [Function("First")]
        public static IResult First([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/{id}")] HttpRequest request) => Answer(request);

        [Function("Second")]
        public static IResult Second([HttpTrigger(AuthorizationLevel.Anonymous, "GET", Route = "/jobs/{name}")] HttpRequest request) => Answer(request);
    }

    public static class SameByCase
    {
        [Function("Jobs")]
        public static IResult First([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Answer(request);

        [Function("Second")]
        public static IResult Second([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs")] HttpRequest request) => Answer(request);
    }

    public static class AnyMethod
    {
        [Function("First")]
        public static IResult First([HttpTrigger(AuthorizationLevel.Anonymous, Route = "jobs")] HttpRequest request) => Answer(request);

        [Function("Second")]
        public static IResult Second([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "jobs")] HttpRequest request) => Answer(request);
    }

    public static class SameConstraint
    {
        [Function("First")]
        public static IResult First([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/{a:int:min(1)}")] HttpRequest request) => Answer(request);

        [Function("Second")]
        public static IResult Second([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/{b:min(1):int}")] HttpRequest request) => Answer(request);
    }

    public static class OtherMethod
    {
        [Function("First")]
        public static IResult First([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs")] HttpRequest request) => Answer(request);

        [Function("Second")]
        public static IResult Second([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobs")] HttpRequest request) => Answer(request);
    }

    public static class OtherConstraint
    {
        [Function("First")]
        public static IResult First([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/{id:guid}")] HttpRequest request) => Answer(request);

        [Function("Second")]
        public static IResult Second([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/{id}")] HttpRequest request) => Answer(request);
    }

    public static class LiteralAndParameter
    {
        [Function("First")]
        public static IResult First([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/latest")] HttpRequest request) => Answer(request);

        [Function("Second")]
        public static IResult Second([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/{id}")] HttpRequest request) => Answer(request);
    }

    private static ContentHttpResult Answer(HttpRequest request) => TypedResults.Text(request.Method);
}
