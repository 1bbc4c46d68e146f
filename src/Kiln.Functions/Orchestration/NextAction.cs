namespace Kiln.Functions.Orchestration;

/// <summary>What an orchestration does next.</summary>
public enum NextAction
{
    /// <summary>Wait to be woken.</summary>
    Wait,

    /// <summary>Run the ready tasks of a built-in stage.</summary>
    RunStage,

    /// <summary>Settle and end.</summary>
    End,
}
