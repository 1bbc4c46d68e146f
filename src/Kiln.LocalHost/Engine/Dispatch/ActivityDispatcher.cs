using System.Collections.Concurrent;
using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Engine.Replay;
using Kiln.LocalHost.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Engine.Dispatch;

/// <summary>
/// Runs activities, so many at a time; a runner lives while there is something to run. A result goes to the calling instance in memory; the row that asked for the activity stays until
/// the turn that takes the result is on disk, so a crash at any moment in between runs the activity again.
/// </summary>
internal sealed class ActivityDispatcher(TaskHub hub) : IDisposable
{
    private readonly ConcurrentQueue<ActivityWork> _queue = new();
    private readonly CancellationTokenSource _graceIsOver = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _runners;
    private volatile bool _stopping;

    /// <summary>Adds an activity that is on disk.</summary>
    public void Enqueue(ActivityWork work)
    {
        if (_stopping)
        {
            return;
        }

        hub.Load.Enter();
        _queue.Enqueue(work);
        if (TryAddRunner())
        {
            ThreadPool.UnsafeQueueUserWorkItem(static dispatcher => _ = dispatcher.RunQueueAsync(), this, preferLocal: false);
        }
    }

    /// <summary>Begins no more activities, and gives those that run some time before it cancels them.</summary>
    public async Task StopAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        _stopping = true;
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _runners) == 0)
        {
            return;
        }

        try
        {
            await _stopped.Task.WaitAsync(grace, hub.Options.TimeProvider, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            await _graceIsOver.CancelAsync();
            await Task.WhenAny(_stopped.Task, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None));
        }
    }

    public void Dispose() => _graceIsOver.Dispose();

    private bool TryAddRunner()
    {
        int runners = Volatile.Read(ref _runners);
        while (runners < hub.Options.MaxConcurrentActivities)
        {
            int found = Interlocked.CompareExchange(ref _runners, runners + 1, runners);
            if (found == runners)
            {
                return true;
            }

            runners = found;
        }

        return false;
    }

    // One that leaves looks once more after it is counted out: an activity added just then counted on it.
    private async Task RunQueueAsync()
    {
        do
        {
            while (_queue.TryDequeue(out ActivityWork work))
            {
                await RunGuardedAsync(work);
            }

            if (Interlocked.Decrement(ref _runners) == 0 && _stopping)
            {
                _stopped.TrySetResult();
            }
        }
        while (!_queue.IsEmpty && TryAddRunner());
    }

    private async Task RunGuardedAsync(ActivityWork work)
    {
        try
        {
            if (!_stopping)
            {
                await RunAsync(work);
            }
        }
#pragma warning disable CA1031 // A runner must outlive whatever goes wrong with one activity.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            hub.Log.LogError(exception, "Activity #{TaskId} of instance {InstanceId} could not be run.", work.TaskId, work.InstanceId);
        }
        finally
        {
            hub.Load.Exit();
        }
    }

    private async Task RunAsync(ActivityWork work)
    {
        (string name, string? input) = (work.Name ?? string.Empty, work.Input);
        if (work.Name is null)
        {
            if (hub.Database.Read(work, static (session, item) => WorkTable.Find(session, item.Key, item.Generation, item.TaskId)) is not { } found)
            {
                return;
            }

            (name, input) = found;
        }

        hub.Reached(DurabilityBoundary.ActivityDispatched);
        if (await ExecuteAsync(work, name, input) is { } result)
        {
            hub.Reached(DurabilityBoundary.ActivityFinished);
            hub.Instances.Post(work.Key, new InboundMessage(result with { Timestamp = hub.UtcNow }, work.Generation));
            hub.Reached(DurabilityBoundary.ActivityReported);
        }
    }

    // Null when the run was cut short by the end of the engine: then the activity runs again after the next start.
    private async Task<HistoryEvent?> ExecuteAsync(ActivityWork work, string name, string? input)
    {
        if (hub.Registry.FindActivity(name) is not { } activity)
        {
            string known = $"No activity named '{name}' is registered with this host.";
            return new TaskFailed(
                work.TaskId, new TaskFailureDetails("ActivityTaskNotFound", known, null, null, null) { IsNonRetriable = true });
        }

        try
        {
            ActivityInvocation invocation = new(activity.Name, work.InstanceId, work.TaskId, input);
            object? result = await activity.Run(invocation, _graceIsOver.Token);
            return new TaskCompleted(work.TaskId, hub.Options.DataConverter.Serialize(result));
        }
#pragma warning disable CA1031 // Whatever an activity throws is its result.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (_graceIsOver.IsCancellationRequested)
            {
                return null;
            }

            hub.Log.LogDebug(exception, "Activity {Activity} #{TaskId} of instance {InstanceId} failed.", name, work.TaskId, work.InstanceId);
            return new TaskFailed(work.TaskId, FailureText.Of(exception));
        }
    }
}
