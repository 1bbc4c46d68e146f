using Kiln.Lifecycle.Jobs;

namespace Kiln.Lifecycle;

/// <summary>Why a command was not applied. Nothing changed.</summary>
/// <param name="Code">What kind of refusal.</param>
/// <param name="Message">One sentence that says which transition was asked from which state.</param>
/// <param name="From">The state the job was in.</param>
public sealed record Refusal(RefusalCode Code, string Message, JobState From)
{
    /// <summary>When asking again may help, or null.</summary>
    public DateTimeOffset? RetryAt { get; init; }
}
