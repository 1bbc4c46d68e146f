namespace Kiln.LocalHost.Functions;

/// <summary>The result of an invocation, which middleware may read and replace after the function has run.</summary>
public abstract class InvocationResult : InvocationResult<object>;
