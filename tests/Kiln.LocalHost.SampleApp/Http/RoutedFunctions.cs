namespace Kiln.LocalHost.SampleApp.Http;

/// <summary>Functions with routes of every kind.</summary>
public static class RoutedFunctions
{
    [Function("DefaultRoute")]
    public static IResult DefaultRoute([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) =>
        TypedResults.Text(request.Method);

    [Function("TypedRoute")]
    public static IResult TypedRoute(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "typed/{id:guid}/{count:int}/{rest?}")] HttpRequest request,
        Guid id,
        int count,
        string? rest,
        FunctionContext context) =>
        TypedResults.Ok(new { id, count, rest, function = context.FunctionDefinition.Name, path = request.Path.Value });

    [Function("UnconstrainedRoute")]
    public static IResult UnconstrainedRoute(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "unconstrained/{number}")] HttpRequest request, int number) =>
        TypedResults.Ok(new { number, request.Scheme });

    [Function("GetThing")]
    public static IResult GetThing([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id}")] HttpRequest request, string id) =>
        TypedResults.Text($"{request.Method} {id}");

    [Function("PutThing")]
    public static IResult PutThing([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "things/{id}")] HttpRequest request, string id) =>
        TypedResults.Text($"{request.Method} {id}");

    [Function("Address")]
    public static IResult Address([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        TypedResults.Text($"{request.Scheme}://{request.Host}");
}
