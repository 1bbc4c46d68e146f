namespace Kiln.LocalHost.Functions;

/// <summary>The result of an invocation as a given type.</summary>
/// <typeparam name="T">The type the function returned.</typeparam>
public abstract class InvocationResult<T>
{
    /// <summary>The result; setting it replaces what the function returned.</summary>
    public abstract T? Value { get; set; }
}
