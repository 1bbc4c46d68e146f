namespace Kiln.LocalHost.Engine.History;

/// <summary>Where a sub-orchestration reports to.</summary>
/// <param name="Key">The parent's row.</param>
/// <param name="Generation">The parent's execution that called; a later one does not get the report.</param>
/// <param name="TaskId">Sequence number of the call.</param>
/// <param name="Name">The parent's orchestrator.</param>
/// <param name="InstanceId">The parent's instance ID.</param>
internal sealed record ParentLink(long Key, int Generation, int TaskId, string Name, string InstanceId);
