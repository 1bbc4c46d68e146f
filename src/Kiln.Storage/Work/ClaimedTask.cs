using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Storage.Work;

/// <summary>A task that a worker has taken.</summary>
/// <param name="Job">The job as the claim left it.</param>
/// <param name="Stage">The task's stage.</param>
/// <param name="Task">The task, with its lease.</param>
public sealed record ClaimedTask(Job Job, Stage Stage, JobTask Task)
{
    /// <summary>The lease's token, to be shown with every report.</summary>
    public string Token => Task.Lease!.Token;
}
