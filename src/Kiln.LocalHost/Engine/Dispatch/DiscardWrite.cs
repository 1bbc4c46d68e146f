using Kiln.LocalHost.Engine.Storage;
using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Engine.Dispatch;

/// <summary>Ends a turn that had nothing to do: removes messages that came too late.</summary>
internal sealed class DiscardWrite(TaskHub hub, InstanceActor actor, List<InboundMessage> messages) : WriteItem
{
    internal override void Execute(SqliteSession session)
    {
        foreach (InboundMessage message in messages)
        {
            if (message.InboxId > 0)
            {
                InboxTable.Delete(session, message.InboxId);
            }
        }
    }

    internal override void Committed() => Finish();

    // The messages stay, and are found again at the next start.
    internal override void Failed(Exception exception) => Finish();

    private void Finish()
    {
        bool keep = actor.State is { IsFinished: false };
        if (!keep)
        {
            actor.State = null;
        }

        hub.Instances.FinishTurn(actor, keep);
    }
}
