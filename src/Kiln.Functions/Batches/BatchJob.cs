using System.Collections.Immutable;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Batches;

/// <summary>A job of a batch, to be stored.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Stages">Its plan.</param>
public sealed record BatchJob(Submission Submission, ImmutableArray<StagePlan> Stages)
{
    /// <summary>Why it cannot run, so that it is stored as failed; null when nothing speaks against it.</summary>
    public Failure? Failure { get; private init; }

    /// <summary>The same as a job that has failed before it began. There is nothing of it that a retry could run.</summary>
    /// <param name="code">One of <see cref="FailureCodes"/>.</param>
    /// <param name="why">One sentence for people.</param>
    public BatchJob Failed(string code, string why) => this with
    {
        Submission = Submission with { EndIsFinal = true },
        Failure = Failure.Of(code, why, FailurePhase.Preparing),
    };
}
