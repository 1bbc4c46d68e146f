using Kiln.LocalHost.Functions.Discovery;
using Microsoft.Extensions.DependencyInjection;

namespace Kiln.LocalHost.Functions.Invocation;

/// <summary>The context of one invocation in the local host.</summary>
/// <param name="function">The function.</param>
/// <param name="scopes">Makes the invocation's scope when it is first asked for.</param>
/// <param name="triggerValue">The value that triggered the function.</param>
/// <param name="bindingData">What the trigger told beside its value, by name ignoring case.</param>
/// <param name="cancellationToken">The invocation's token.</param>
internal sealed class LocalFunctionContext(
    FunctionDescriptor function,
    IServiceScopeFactory scopes,
    object? triggerValue,
    IReadOnlyDictionary<string, object?> bindingData,
    CancellationToken cancellationToken) : FunctionContext, IAsyncDisposable
{
    /// <summary>The key under which <see cref="Items"/> holds the HTTP exchange.</summary>
    public const string HttpContextKey = "HttpRequestContext";

    private AsyncServiceScope? _scope;
    private IServiceProvider? _services;
    private LocalTraceContext? _trace;
    private LocalBindingContext? _bindingContext;
    private InvocationFeatures? _features;
    private Dictionary<object, object>? _items;
    private IDictionary<object, object>? _replacedItems;

    /// <summary>The function.</summary>
    public FunctionDescriptor Function { get; } = function;

    /// <summary>The value that triggered the function.</summary>
    public object? TriggerValue { get; } = triggerValue;

    /// <summary>The result of the invocation.</summary>
    public InvocationResultFeature Result { get; } = new();

    /// <inheritdoc/>
    public override string InvocationId => field ??= Guid.NewGuid().ToString();

    /// <inheritdoc/>
    public override string FunctionId => Function.Definition.Id;

    /// <inheritdoc/>
    public override TraceContext TraceContext => _trace ??= LocalTraceContext.Current();

    /// <inheritdoc/>
    public override BindingContext BindingContext => _bindingContext ??= new LocalBindingContext(bindingData);

    /// <inheritdoc/>
    public override RetryContext RetryContext => NoRetries.Instance;

    /// <inheritdoc/>
    public override IServiceProvider InstanceServices
    {
        get => _services ??= (_scope ??= scopes.CreateAsyncScope()).ServiceProvider;
        set => _services = value;
    }

    /// <inheritdoc/>
    public override FunctionDefinition FunctionDefinition => Function.Definition;

    /// <inheritdoc/>
    public override IDictionary<object, object> Items
    {
        get => _replacedItems ?? (_items ??= []);
        set => _replacedItems = value;
    }

    /// <inheritdoc/>
    public override IInvocationFeatures Features => _features ??= new InvocationFeatures(Result);

    /// <inheritdoc/>
    public override CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Disposes the scope, when one was made.</summary>
    public ValueTask DisposeAsync() => _scope?.DisposeAsync() ?? ValueTask.CompletedTask;
}
