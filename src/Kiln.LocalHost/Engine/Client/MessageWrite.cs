using Kiln.LocalHost.Engine.Dispatch;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Engine.Storage;
using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Engine.Client;

/// <summary>Writes an event or a command into an instance's inbox, if there is such an instance and it is not finished.</summary>
internal sealed class MessageWrite(TaskHub hub, string instanceId, HistoryEvent message, DurabilityBoundary committed) : WriteItem
{
    private readonly TaskCompletionSource<InstanceHead?> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private InstanceHead? _receiver;
    private long _id;

    /// <summary>Completes when the message is on disk, with the instance as it was; null when there is none.</summary>
    public Task<InstanceHead?> Task => _completion.Task;

    internal override void Execute(SqliteSession session)
    {
        _receiver = InstanceTable.Find(session, instanceId);
        if (_receiver is { IsFinished: false } receiver)
        {
            _id = hub.NextMessage();
            InboxTable.Insert(session, _id, receiver.Key, message, InboxTable.AnyGeneration);
        }
    }

    internal override void Committed()
    {
        hub.Reached(committed);
        if (_receiver is { IsFinished: false } receiver)
        {
            hub.Instances.Post(receiver.Key, new InboundMessage(message, InboxTable.AnyGeneration, _id));
        }

        _completion.SetResult(_receiver);
        hub.Load.Exit();
    }

    internal override void Failed(Exception exception)
    {
        _completion.SetException(exception);
        hub.Load.Exit();
    }
}
