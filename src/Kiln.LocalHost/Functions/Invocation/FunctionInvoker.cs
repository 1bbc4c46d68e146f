using System.Reflection;
using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Functions.Discovery;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kiln.LocalHost.Functions.Invocation;

/// <summary>Fills the parameters of one function and calls its method.</summary>
internal sealed class FunctionInvoker
{
    private readonly FunctionDescriptor _function;
    private readonly Func<DurableTaskClient> _client;
    private readonly MethodInvoker _method;
    private readonly ObjectFactory? _instances;
    private readonly Func<object?, ValueTask<object?>> _readResult;
    private readonly Func<TaskOrchestrationContext, object?>? _readInput;

    /// <param name="function">The function.</param>
    /// <param name="client">Gives the durable client, once there is one.</param>
    public FunctionInvoker(FunctionDescriptor function, Func<DurableTaskClient> client)
    {
        _function = function;
        _client = client;
        _method = MethodInvoker.Create(function.Method);
        _instances = function.Method.IsStatic ? null : ActivatorUtilities.CreateFactory(function.Method.DeclaringType!, []);
        _readResult = ResultReader.For(function.Method.ReturnType);
        _readInput = function.Bindings.FirstOrDefault(binding => binding.Source is ParameterSource.OrchestrationInput) is { } input
            ? OrchestrationInputReader.For(input.Type)
            : null;
    }

    /// <summary>
    /// Calls the method and keeps its result in the context. For an orchestrator nothing is awaited before the method's own code, and
    /// every continuation stays on the orchestrator's own context.
    /// </summary>
    public async Task InvokeAsync(LocalFunctionContext context)
    {
        object?[] arguments = new object?[_function.Bindings.Count];
        for (int index = 0; index < arguments.Length; index++)
        {
            ParameterBinding binding = _function.Bindings[index];
            arguments[index] = binding.Source is ParameterSource.Body
                ? await ReadBodyAsync(context, binding)
                : Read(context, binding);
        }

        object? instance = _instances?.Invoke(context.InstanceServices, null);
        context.Result.Value = await _readResult(_method.Invoke(instance, arguments.AsSpan()));
    }

    private object? Read(LocalFunctionContext context, ParameterBinding binding) => binding.Source switch
    {
        // An activity without input may put its trigger on the context.
        ParameterSource.Trigger => binding.Type == typeof(FunctionContext) ? context : context.TriggerValue,
        ParameterSource.Context => context,
        ParameterSource.CancellationToken => context.CancellationToken,
        ParameterSource.DurableClient => _client(),
        ParameterSource.BindingData => BindingDataConverter.Convert(
            binding, context.BindingContext.BindingData.GetValueOrDefault(binding.Name)),
        ParameterSource.OrchestrationInput => _readInput!((TaskOrchestrationContext)context.TriggerValue!),
        _ => throw new InvalidOperationException($"Nothing reads {binding.Source}."),
    };

    private static ValueTask<object?> ReadBodyAsync(LocalFunctionContext context, ParameterBinding binding) =>
        JsonBodyReader.ReadAsync(
            context.GetHttpContext()!.Request,
            binding,
            context.InstanceServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions,
            context.CancellationToken);
}
