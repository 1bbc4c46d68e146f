using Kiln.LocalHost.Functions.Invocation;

namespace Kiln.LocalHost.Functions;

/// <summary>The values of an invocation.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    /// <summary>The result of the invocation.</summary>
    public static InvocationResult GetInvocationResult(this FunctionContext context) => new UntypedResult(ResultOf(context));

    /// <summary>
    /// The result of the invocation as a type; <see cref="InvalidOperationException"/> when the function returned another.
    /// </summary>
    public static InvocationResult<T> GetInvocationResult<T>(this FunctionContext context)
    {
        InvocationResultFeature feature = ResultOf(context);
        return feature.Value is T
            ? new TypedResult<T>(feature)
            : throw new InvalidOperationException(
                $"The function's result is {feature.Value?.GetType().ToString() ?? "null"}, not the requested {typeof(T)}.");
    }

    private static InvocationResultFeature ResultOf(FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<InvocationResultFeature>()
            ?? throw new InvalidOperationException("This function context was not made by the local host, so it holds no result.");
    }

    private sealed class UntypedResult(InvocationResultFeature feature) : InvocationResult
    {
        public override object? Value { get => feature.Value; set => feature.Value = value; }
    }

    private sealed class TypedResult<T>(InvocationResultFeature feature) : InvocationResult<T>
    {
        public override T? Value { get => (T?)feature.Value; set => feature.Value = value; }
    }
}
