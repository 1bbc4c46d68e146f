using Kiln.Client.Tasks;

namespace Kiln.Client.Workers;

/// <summary>An attempt of a task, as the code that does the work sees it.</summary>
public sealed class TaskContext
{
    private readonly TaskAttempt _attempt;

    internal TaskContext(TaskAttempt attempt) => _attempt = attempt;

    /// <summary>The task: its job, its data, which attempt this is.</summary>
    public ClaimedTask Task => _attempt.Task;

    /// <summary>Why the attempt is to stop, once its token has tripped.</summary>
    public StopReason StopReason => _attempt.StopReason;

    /// <summary>
    /// Notes how far the work is. It is sent soon, at most once a second, the newest figure only; lower figures than before are
    /// ignored by the service.
    /// </summary>
    /// <param name="percent">0–100 of the task.</param>
    /// <param name="step">What is being done, for people; null leaves the last word.</param>
    public void Report(int percent, string? step = null) => _attempt.Report(percent, step);
}
