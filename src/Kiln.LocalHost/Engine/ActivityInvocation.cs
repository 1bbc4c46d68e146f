namespace Kiln.LocalHost.Engine;

/// <summary>One run of an activity.</summary>
/// <param name="Name">The activity's name, as registered.</param>
/// <param name="InstanceId">The calling instance.</param>
/// <param name="TaskId">Sequence number of the call in the calling orchestration.</param>
/// <param name="SerializedInput">The input as text of the engine's data converter; null for none.</param>
internal sealed record ActivityInvocation(string Name, string InstanceId, int TaskId, string? SerializedInput);
