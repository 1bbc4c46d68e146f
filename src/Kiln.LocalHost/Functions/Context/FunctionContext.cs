namespace Kiln.LocalHost.Functions;

/// <summary>One invocation of a function: who it is, what it was given, and the services of its scope.</summary>
public abstract class FunctionContext
{
    /// <summary>The id of this invocation, unique to it.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The id of the function, stable while its name and entry point are.</summary>
    public abstract string FunctionId { get; }

    /// <summary>The distributed trace this invocation belongs to.</summary>
    public abstract TraceContext TraceContext { get; }

    /// <summary>What the trigger told beside its value.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>The host's own retries of this invocation.</summary>
    public abstract RetryContext RetryContext { get; }

    /// <summary>The services of this invocation's scope.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function's name, parameters and bindings.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Values that middleware and function share during this invocation.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>Typed features of this invocation.</summary>
    public abstract IInvocationFeatures Features { get; }

    /// <summary>
    /// Cancelled when the host stops, when <c>functionTimeout</c> has passed, for HTTP when the client has gone, and for activities
    /// when the work is no longer theirs.
    /// </summary>
    public virtual CancellationToken CancellationToken { get; } = CancellationToken.None;
}
