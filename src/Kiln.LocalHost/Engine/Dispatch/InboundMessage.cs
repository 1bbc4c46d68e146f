using Kiln.LocalHost.Engine.History;

namespace Kiln.LocalHost.Engine.Dispatch;

/// <summary>Something for an instance to take in its next turn.</summary>
/// <param name="Event">What came in; null only asks for a turn.</param>
/// <param name="Generation">The only execution that may take it, or <see cref="Storage.InboxTable.AnyGeneration"/>.</param>
/// <param name="InboxId">Its row in the inbox; 0 when it is made again from an activity or timer row after a crash.</param>
/// <param name="Due">The time a timer was set for.</param>
internal readonly record struct InboundMessage(HistoryEvent? Event, int Generation, long InboxId = 0, DateTime Due = default);
