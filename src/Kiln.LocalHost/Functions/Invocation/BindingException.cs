namespace Kiln.LocalHost.Functions.Invocation;

/// <summary>A request does not give what a function's parameter needs. The message is meant for the caller.</summary>
/// <param name="statusCode">The HTTP status that answers it.</param>
/// <param name="message">What is wrong with the request and what would be right.</param>
/// <param name="innerException">What the fault was noticed by.</param>
internal sealed class BindingException(int statusCode, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The HTTP status that answers it.</summary>
    public int StatusCode { get; } = statusCode;
}
