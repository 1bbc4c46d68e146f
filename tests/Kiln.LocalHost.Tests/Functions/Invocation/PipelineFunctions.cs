using System.Collections.Concurrent;
using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.Functions;
using Kiln.LocalHost.SampleApp;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Kiln.LocalHost.Tests.Functions.Invocation;

/// <summary>Functions that tell what they were given, for tests of what stands around them.</summary>
public sealed class PipelineFunctions(ScopedGreeter greeter)
{
    [Function("Context")]
    public IResult Context([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "context/{name}")] HttpRequest request, string name, FunctionContext context)
    {
        bool isOneScope = ReferenceEquals(greeter, context.InstanceServices.GetService<ScopedGreeter>())
            && ReferenceEquals(context.InstanceServices, request.HttpContext.RequestServices)
            && ReferenceEquals(context.GetHttpContext(), request.HttpContext);
        return TypedResults.Ok(new
        {
            name,
            data = context.BindingContext.BindingData["NAME"],
            trace = context.TraceContext.TraceParent,
            context.InvocationId,
            isOneScope,
            fromMiddleware = context.Items["middleware"],
        });
    }

    [Function("Orchestrate")]
    public static async Task<string> Orchestrate([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallActivityAsync<string>("Act");

    [Function("Act")]
    public static string Act([ActivityTrigger] FunctionContext context) => (string)context.Items["middleware"];

    [Function("OutOfTime")]
    public static async Task<IResult> OutOfTime(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return TypedResults.Text(request.Path);
    }

    [Function("Overrun")]
    public static async Task Overrun([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallActivityAsync("NeverEnding");

    [Function("NeverEnding")]
    public static Task NeverEnding([ActivityTrigger] string? input) => new TaskCompletionSource<string?>(input).Task;

    /// <summary>Middleware that writes down where it passed.</summary>
    public sealed class First(ConcurrentQueue<string> passed) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            context.Items["middleware"] = "first";
            passed.Enqueue($"first before {context.FunctionDefinition.Name}");
            await next(context);
            passed.Enqueue($"first after {context.FunctionDefinition.Name}");
        }
    }

    /// <summary>Middleware that puts another result in the place of the function's.</summary>
    public sealed class Replacing : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            await next(context);
            context.GetInvocationResult().Value = TypedResults.Text($"replaced {context.GetInvocationResult<IResult>().Value!.GetType().Name}");
        }
    }
}
