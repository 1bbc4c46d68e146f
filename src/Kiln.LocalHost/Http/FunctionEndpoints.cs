using Kiln.LocalHost.Functions;
using Kiln.LocalHost.Functions.Discovery;
using Kiln.LocalHost.Functions.Invocation;
using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Http;

/// <summary>Serves the app's HTTP functions, one endpoint each.</summary>
internal sealed class FunctionEndpoints(
    FunctionCatalog catalog,
    InvocationRunner runner,
    HostKeys keys,
    HostSettings settings,
    LocalHostOptions options,
    DrainSignal drain) : ILocalEndpoint
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (FunctionDescriptor function in catalog.Of(TriggerKind.Http))
        {
            HttpTriggerAttribute trigger = (HttpTriggerAttribute)function.Trigger;
            string route = $"{settings.RoutePrefix}/{RouteCollisions.RouteOf(function)}".Trim('/');
            bool readsJson = function.Bindings.Any(binding => binding.Source is ParameterSource.Body);
            RequestDelegate handler = context => HandleAsync(function, trigger, readsJson, context);
            IEndpointConventionBuilder endpoint = trigger.Methods is null or []
                ? endpoints.Map(route, handler)
                : endpoints.MapMethods(route, trigger.Methods.Select(method => method.ToUpperInvariant()), handler);
            endpoint.WithDisplayName(function.Name);
        }
    }

    private async Task HandleAsync(FunctionDescriptor function, HttpTriggerAttribute trigger, bool readsJson, HttpContext http)
    {
        if (!keys.Grants(http.Request, trigger.AuthLevel))
        {
            await ProblemResponse.WriteAsync(
                http,
                StatusCodes.Status401Unauthorized,
                $"A key of level {trigger.AuthLevel} is needed, in the header x-functions-key or the query parameter code.");
            return;
        }

        if (readsJson && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = Math.Min(options.MaxJsonBodySize, options.MaxRequestBodySize ?? long.MaxValue);
        }

        using CancellationTokenSource cancelled =
            CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, drain.Token);
        object? result = await runner.RunAsync(
            function,
            http.Request,
            http.Request.RouteValues,
            canBeGivenUp: false,
            context =>
            {
                context.InstanceServices = http.RequestServices;
                context.Items[LocalFunctionContext.HttpContextKey] = http;
            },
            cancelled.Token);
        if (result is IResult answer)
        {
            await answer.ExecuteAsync(http);
        }
        else if (!http.Response.HasStarted && (result is not null || function.Method.ReturnType != typeof(Task)))
        {
            runner.Log(function).LogWarning(
                "Function '{Function}' returned {Type}, which is no IResult: the answer is an empty {Status}.",
                function.Name, result?.GetType().Name ?? "nothing", http.Response.StatusCode);
        }
    }
}
