using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.Engine;
using Kiln.LocalHost.Functions.Discovery;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Functions.Invocation;

/// <summary>Makes the app's orchestrators and activities known to the durable engine.</summary>
/// <param name="catalog">The app's functions.</param>
/// <param name="pipeline">The way to every function.</param>
/// <param name="runner">Runs activities.</param>
/// <param name="scopes">Makes the scopes of orchestrators that ask for services.</param>
/// <param name="converter">Turns inputs into values.</param>
/// <param name="ready">Completes when the host is up: activities that were waiting in the database begin only then.</param>
internal sealed class DurableFunctions(
    FunctionCatalog catalog,
    FunctionPipeline pipeline,
    InvocationRunner runner,
    IServiceScopeFactory scopes,
    DataConverter converter,
    Task ready)
{
    private const string InstanceId = "instanceId";

    /// <summary>Registers every orchestrator and activity under its durable name.</summary>
    public void Register(TaskRegistry registry)
    {
        foreach (FunctionDescriptor orchestrator in catalog.Of(TriggerKind.Orchestration))
        {
            registry.AddOrchestrator(orchestrator.DurableName, context => OrchestrateAsync(orchestrator, context));
        }

        foreach (FunctionDescriptor activity in catalog.Of(TriggerKind.Activity))
        {
            Type input = activity.TriggerBinding.Type;
            registry.AddActivity(
                activity.DurableName, (invocation, cancellation) => ActAsync(activity, input, invocation, cancellation));
        }
    }

    // Runs on the engine's own context: nothing here is awaited before the orchestrator's code. An orchestrator that the engine drops
    // from memory never gets to the end, so its scope is made only when somebody asks for services.
    private async Task<object?> OrchestrateAsync(FunctionDescriptor function, TaskOrchestrationContext orchestration)
    {
        await using LocalFunctionContext context = new(
            function, scopes, orchestration, DataOf(orchestration.InstanceId), CancellationToken.None);
        await pipeline.RunAsync(context);
        return context.Result.Value;
    }

    private async Task<object?> ActAsync(
        FunctionDescriptor function, Type inputType, ActivityInvocation invocation, CancellationToken cancellationToken)
    {
        await ready.WaitAsync(cancellationToken);
        object? input = inputType == typeof(FunctionContext) ? null : converter.Deserialize(invocation.SerializedInput, inputType);
        try
        {
            return await runner.RunAsync(function, input, DataOf(invocation.InstanceId), true, null, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            runner.Log(function).LogError(
                fault,
                "Activity '{Function}' #{TaskId} of instance '{InstanceId}' failed.",
                function.Name,
                invocation.TaskId,
                invocation.InstanceId);
            throw;
        }
    }

    private static Dictionary<string, object?> DataOf(string instanceId) =>
        new(StringComparer.OrdinalIgnoreCase) { [InstanceId] = instanceId };
}
