namespace Kiln.LocalHost.Hosting;

/// <summary>
/// The host cannot start, for a reason its user can mend: the message says what is wrong, where, and what would be right. Left
/// unhandled it ends the process with exit code 1 and that message alone on the standard error.
/// </summary>
internal sealed class LocalHostException : Exception
{
    /// <param name="message">What is wrong, where, and what would be right.</param>
    public LocalHostException(string message)
        : base(message)
    {
    }

    /// <param name="message">What is wrong, where, and what would be right.</param>
    /// <param name="innerException">What the fault was noticed by.</param>
    public LocalHostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
