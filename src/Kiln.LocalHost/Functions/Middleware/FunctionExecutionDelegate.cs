namespace Kiln.LocalHost.Functions;

/// <summary>A step of the way to a function: the next middleware, or the function itself.</summary>
public delegate Task FunctionExecutionDelegate(FunctionContext context);
