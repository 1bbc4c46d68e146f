using Kiln.Lifecycle;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Storage.Work;

/// <summary>A task that a worker has taken.</summary>
/// <param name="Outcome">The claim, with the job as it left it.</param>
/// <param name="Stage">The task's stage.</param>
/// <param name="Task">The task, with its lease.</param>
public sealed record ClaimedTask(Outcome.Applied Outcome, Stage Stage, JobTask Task)
{
    /// <summary>The job as the claim left it.</summary>
    public Job Job => Outcome.Job;

    /// <summary>The lease's token, to be shown with every report.</summary>
    public string Token => Task.Lease!.Token;
}
