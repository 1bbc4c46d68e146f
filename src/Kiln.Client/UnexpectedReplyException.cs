namespace Kiln.Client;

/// <summary>What answered is no Kiln service, or one of another age: its reply cannot be read.</summary>
public sealed class UnexpectedReplyException : Exception
{
    /// <summary>Says where and what.</summary>
    /// <param name="url">What was asked.</param>
    /// <param name="fault">What was wrong with the reply.</param>
    public UnexpectedReplyException(Uri? url, Exception fault)
        : base($"{url} did not answer as a Kiln service does: {fault?.Message}", fault)
    {
    }
}
