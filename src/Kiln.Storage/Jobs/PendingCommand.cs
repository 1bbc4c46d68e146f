using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Transitions;

namespace Kiln.Storage.Jobs;

/// <summary>A command that waits for its write, and the caller that waits for its outcome.</summary>
/// <param name="decide">Chooses the command by the job as it stands; null for none.</param>
internal sealed class PendingCommand(Func<Job, JobCommand?> decide) : PendingWork
{
    private readonly TaskCompletionSource<Outcome?> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Outcome? _outcome;
    private Exception? _failure;

    public Task<Outcome?> Completion => _completion.Task;

    /// <summary>Applies the command to a job and answers the job after it. May be called again with a newer version.</summary>
    public Job Apply(Job job, DateTimeOffset now)
    {
        try
        {
            _failure = null;
            _outcome = decide(job) is { } command ? JobLifecycle.Apply(job, command, now) : new Outcome.Unchanged(job);
            return _outcome.Job;
        }
#pragma warning disable CA1031 // A command that cannot be applied is its caller's fault; its neighbours go on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure = failure;
            return job;
        }
    }

    /// <summary>The outcome stands.</summary>
    public void Complete()
    {
        if (_failure is not null)
        {
            _completion.SetException(_failure);
        }
        else
        {
            _completion.SetResult(_outcome);
        }
    }

    /// <summary>There is no such job.</summary>
    public void CompleteAbsent() => _completion.SetResult(null);

    /// <inheritdoc/>
    public override void Fail(Exception failure) => _completion.TrySetException(failure);
}
