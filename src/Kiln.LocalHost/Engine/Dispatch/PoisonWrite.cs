using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Engine.Replay;
using Kiln.LocalHost.Engine.Storage;
using Kiln.LocalHost.Sqlite;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Engine.Dispatch;

/// <summary>Fails an instance that cannot take its turn, mostly because its history cannot be read.</summary>
internal sealed class PoisonWrite(TaskHub hub, InstanceActor actor, Exception cause) : WriteItem
{
    private readonly ExecutionCompleted _end = new(
        OrchestrationRuntimeStatus.Failed,
        null,
        new TaskFailureDetails(
            "PoisonedInstance", "The instance could not take its turn in several attempts and was given up.", null, FailureText.Of(cause), null));

    private string? _instanceId;
    private (long Key, InboundMessage Message)? _report;

    internal override void Execute(SqliteSession session)
    {
        _instanceId = InstanceTable.FailUnloaded(session, actor.Key, hub.UtcNow, _end);
        _report = _instanceId is null ? null : ParentReport.Write(session, hub, actor.Key, _end);
    }

    internal override void Committed()
    {
        if (_instanceId is not null)
        {
            hub.Log.LogError(cause, "Instance {InstanceId} could not take its turn and was failed.", _instanceId);
            hub.Waits.Signal(_instanceId);
        }

        if (_report is { } report)
        {
            hub.Instances.Post(report.Key, report.Message);
        }

        hub.Instances.FinishTurn(actor, keep: false);
    }

    internal override void Failed(Exception exception) => hub.Instances.FinishTurn(actor, keep: false);
}
