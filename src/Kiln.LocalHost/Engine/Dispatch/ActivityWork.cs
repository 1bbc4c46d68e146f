namespace Kiln.LocalHost.Engine.Dispatch;

/// <summary>An activity to be run.</summary>
/// <param name="Key">The calling instance's row.</param>
/// <param name="Generation">The calling execution.</param>
/// <param name="TaskId">Sequence number of the call.</param>
/// <param name="InstanceId">The calling instance.</param>
/// <param name="Name">The activity; null when name and input are still to be read from the database.</param>
/// <param name="Input">Its input, serialised.</param>
internal readonly record struct ActivityWork(long Key, int Generation, int TaskId, string InstanceId, string? Name, string? Input);
