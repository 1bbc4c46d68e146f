using System.Collections.Immutable;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Lifecycle;

/// <summary>What became of a command.</summary>
/// <param name="Job">The job after it; the job as given when nothing changed.</param>
public abstract record Outcome(Job Job)
{
    /// <summary>The command changed the job.</summary>
    /// <param name="Job">The new job.</param>
    /// <param name="Events">What happened, as appended to its log.</param>
    public sealed record Applied(Job Job, ImmutableArray<JobEvent> Events) : Outcome(Job);

    /// <summary>The command was in order and there was nothing to change.</summary>
    /// <param name="Job">The job as given.</param>
    public sealed record Unchanged(Job Job) : Outcome(Job);

    /// <summary>The command was refused.</summary>
    /// <param name="Job">The job as given.</param>
    /// <param name="Refusal">Why.</param>
    public sealed record Refused(Job Job, Refusal Refusal) : Outcome(Job);
}
