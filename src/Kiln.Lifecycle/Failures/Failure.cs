namespace Kiln.Lifecycle.Failures;

/// <summary>Why an attempt or a job failed.</summary>
/// <param name="Code">One of <see cref="FailureCodes"/>.</param>
/// <param name="Message">One sentence for people, without a stack.</param>
/// <param name="Phase">How far it had come.</param>
/// <param name="Retryable">Whether another attempt may help.</param>
/// <param name="Detail">More for people, or null.</param>
public sealed record Failure(string Code, string Message, FailurePhase Phase, bool Retryable, string? Detail = null)
{
    /// <summary>A failure whose retryability is the code's own.</summary>
    public static Failure Of(string code, string message, FailurePhase phase, string? detail = null) =>
        new(code, message, phase, FailureCodes.IsRetryable(code), detail);
}
