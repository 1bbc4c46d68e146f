using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.History;

namespace Kiln.LocalHost.Engine.Storage;

/// <summary>What the engine keeps in memory of an instance it is busy with, as of the last commit.</summary>
/// <param name="Key">Its row.</param>
/// <param name="Id">Its ID.</param>
/// <param name="Generation">Number of its execution: 0, and one more with every ContinueAsNew.</param>
/// <param name="Turns">Turns recorded in this execution, the start included.</param>
/// <param name="Status">Its status.</param>
/// <param name="LastTurn">Time of its last turn, UTC.</param>
/// <param name="Start">The first event of the execution.</param>
internal sealed record InstanceState(
    long Key, string Id, int Generation, int Turns, OrchestrationRuntimeStatus Status, DateTime LastTurn, ExecutionStarted Start)
{
    /// <summary>True when nothing will change it any more.</summary>
    public bool IsFinished => Status
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
}
