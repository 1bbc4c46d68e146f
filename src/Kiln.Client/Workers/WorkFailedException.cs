namespace Kiln.Client.Workers;

/// <summary>The work of a task failed for a reason that its job shall show.</summary>
public sealed class WorkFailedException : Exception
{
    /// <summary>Says why.</summary>
    /// <param name="message">One sentence for people.</param>
    /// <param name="retryable">Whether another attempt may help.</param>
    /// <param name="code">One of the service's failure codes, such as <c>VALIDATION_ERROR</c>.</param>
    public WorkFailedException(string message, bool retryable = true, string code = "PROCESSING_FAILED")
        : base(message)
    {
        Retryable = retryable;
        Code = code;
    }

    /// <summary>Whether another attempt may help.</summary>
    public bool Retryable { get; }

    /// <summary>The failure code.</summary>
    public string Code { get; }
}
