using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.Dispatch;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Engine.Storage;
using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Engine.Client;

/// <summary>Writes a new instance, replacing one of the same ID where the rule allows it.</summary>
internal sealed class ScheduleWrite(TaskHub hub, InstanceState created, IReadOnlySet<OrchestrationRuntimeStatus>? refusing) : WriteItem
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private OrchestrationRuntimeStatus? _refusedBy;
    private (long Key, InboundMessage Message)? _report;

    /// <summary>Completes when the instance is on disk.</summary>
    public Task Task => _completion.Task;

    internal override void Execute(SqliteSession session)
    {
        _refusedBy = null;
        _report = null;
        if (InstanceTable.Find(session, created.Id) is { } existing)
        {
            if (DedupeRule.Refuses(refusing, existing.Status))
            {
                _refusedBy = existing.Status;
                return;
            }

            if (!existing.IsFinished)
            {
                ExecutionCompleted end = new(OrchestrationRuntimeStatus.Terminated, null, null);
                _report = ParentReport.Write(session, hub, existing.Key, end);
            }

            InstanceTable.Delete(session, existing.Key);
        }

        InstanceTable.Insert(session, created, created.Start.Timestamp);
    }

    internal override void Committed()
    {
        if (_refusedBy is { } status)
        {
            _completion.SetException(new OrchestrationAlreadyExistsException(
                $"An orchestration instance with the ID '{created.Id}' exists already and is {status}."));
        }
        else
        {
            hub.Reached(DurabilityBoundary.ScheduleCommitted);
            Begin();
            _completion.SetResult();
        }

        hub.Load.Exit();
    }

    internal override void Failed(Exception exception)
    {
        _completion.SetException(exception);
        hub.Load.Exit();
    }

    private void Begin()
    {
        if (created.Start.StartAt is { } startAt)
        {
            hub.Timers.Add(startAt, created.Key, 0, RowKey.StartTimer);
        }
        else
        {
            hub.Instances.Post(created.Key, new InboundMessage(null, InboxTable.AnyGeneration), created);
        }

        if (_report is { } report)
        {
            hub.Instances.Post(report.Key, report.Message);
        }
    }
}
