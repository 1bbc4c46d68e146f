namespace Kiln.LocalHost.Functions.Invocation;

/// <summary>Holds the result of an invocation between the function, its middleware and the trigger.</summary>
internal sealed class InvocationResultFeature
{
    /// <summary>What the function returned, or what middleware put in its place.</summary>
    public object? Value { get; set; }
}
