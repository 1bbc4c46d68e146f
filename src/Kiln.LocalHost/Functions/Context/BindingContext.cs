namespace Kiln.LocalHost.Functions;

/// <summary>What a trigger told beside its value.</summary>
public abstract class BindingContext
{
    /// <summary>
    /// By name, ignoring case: the route values of an HTTP request; <c>instanceId</c> for durable functions.
    /// </summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
