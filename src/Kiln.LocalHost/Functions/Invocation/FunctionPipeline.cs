using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Functions.Discovery;

namespace Kiln.LocalHost.Functions.Invocation;

/// <summary>The way to every function: the app's middleware, then the function itself.</summary>
internal sealed class FunctionPipeline
{
    private readonly FunctionExecutionDelegate _first;

    /// <param name="catalog">The app's functions.</param>
    /// <param name="middleware">The app's middleware, in order.</param>
    /// <param name="client">Gives the durable client, once there is one.</param>
    public FunctionPipeline(
        FunctionCatalog catalog,
        IEnumerable<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware,
        Func<DurableTaskClient> client)
    {
        Dictionary<FunctionDescriptor, FunctionInvoker> invokers = new(ReferenceEqualityComparer.Instance);
        foreach (FunctionDescriptor function in catalog.Functions)
        {
            invokers.Add(function, new FunctionInvoker(function, client));
        }

        _first = middleware.Reverse().Aggregate(
            (FunctionExecutionDelegate)(context => context is LocalFunctionContext local
                ? invokers[local.Function].InvokeAsync(local)
                : throw new InvalidOperationException("Middleware must hand on the function context it was given.")),
            static (next, step) => step(next));
    }

    /// <summary>Runs middleware and function; the result is in the context afterwards.</summary>
    public async Task RunAsync(LocalFunctionContext context) => await _first(context);
}
