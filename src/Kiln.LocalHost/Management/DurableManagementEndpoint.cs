using Kiln.LocalHost.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kiln.LocalHost.Management;

/// <summary>
/// The HTTP management API of Durable Functions, at the URLs of the official extension and behind its system key. Paths and verbs
/// ignore case; anything else below the base is 404, also a known path with another method.
/// </summary>
/// <remarks>https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-http-api</remarks>
internal sealed class DurableManagementEndpoint(
    HostKeys keys, InstanceStarter starter, InstanceQueries queries, InstanceCommands commands) : ILocalEndpoint
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.Map($"{ManagementUrls.BasePath}/{{**path}}", HandleAsync).WithDisplayName("Durable management API");

    private Task HandleAsync(HttpContext context)
    {
        if (!keys.GrantsSystem(context.Request, HostKeys.DurableTaskExtension))
        {
            return ProblemResponse.WriteAsync(
                context,
                StatusCodes.Status401Unauthorized,
                $"The system key {HostKeys.DurableTaskExtension} or the master key is needed, in the header x-functions-key or the query "
                + "parameter code.");
        }

        string path = context.Request.RouteValues["path"] as string ?? string.Empty;
        string[] segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (Method(context), Lower(segments, 0), segments) switch
        {
            ("POST", "orchestrators", [_, var name]) => starter.StartAsync(context, name, null),
            ("POST", "orchestrators", [_, var name, var id]) => starter.StartAsync(context, name, id),
            ("GET", "instances", [_]) => queries.ListAsync(context),
            ("DELETE", "instances", [_]) => commands.PurgeManyAsync(context),
            ("GET", "instances", [_, var id]) => queries.GetAsync(context, id),
            ("DELETE", "instances", [_, var id]) => commands.PurgeAsync(context, id),
            ("POST", "instances", [_, var id, _]) => CommandAsync(context, id, Lower(segments, 2)),
            ("POST", "instances", [_, var id, _, var name]) when Lower(segments, 2) == "raiseevent" =>
                commands.RaiseEventAsync(context, id, name),
            _ => NotFound(context),
        };
    }

    private Task CommandAsync(HttpContext context, string id, string verb) => verb switch
    {
        "terminate" => commands.TerminateAsync(context, id),
        "suspend" => commands.SuspendAsync(context, id),
        "resume" => commands.ResumeAsync(context, id),
        "rewind" => commands.RewindAsync(context, id),
        "restart" => starter.RestartAsync(context, id),
        _ => NotFound(context),
    };

    private static string Method(HttpContext context) => context.Request.Method.ToUpperInvariant();

    private static string Lower(string[] segments, int index) =>
        index < segments.Length ? segments[index].ToLowerInvariant() : string.Empty;

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
