using Kiln.LocalHost.Engine.History;

namespace Kiln.LocalHost.Engine.Storage;

/// <summary>An instance read back from the database.</summary>
/// <param name="State">Its state.</param>
/// <param name="Inbox">Messages that no turn has taken yet, oldest first.</param>
internal sealed record LoadedInstance(InstanceState State, IReadOnlyList<(long Id, HistoryEvent Event, int Generation)> Inbox);
