namespace Kiln.LocalHost.Functions.Invocation;

/// <summary>A function ran longer than <c>functionTimeout</c> of host.json allows.</summary>
/// <param name="function">The function's name.</param>
/// <param name="timeout">What was allowed.</param>
/// <param name="innerException">How the function ended when its token was cancelled.</param>
internal sealed class FunctionTimeoutException(string function, TimeSpan timeout, Exception? innerException)
    : Exception($"Timeout value of {timeout:c} was exceeded by function: {function}", innerException);
