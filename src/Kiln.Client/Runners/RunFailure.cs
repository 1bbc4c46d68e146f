namespace Kiln.Client.Runners;

/// <summary>That a run failed.</summary>
/// <param name="Message">What people read.</param>
/// <param name="Reason"><c>error</c>, <c>crash</c>, <c>early_termination</c>, <c>input</c> or <c>resource</c>.</param>
/// <param name="ExecutionTime">How long it ran.</param>
public sealed record RunFailure(string Message, string Reason, TimeSpan ExecutionTime)
{
    /// <summary>Whether another attempt may help; null leaves it to the reason.</summary>
    public bool? Retryable { get; init; }

    /// <summary>The condition of the study that ended the run; null for none.</summary>
    public string? Condition { get; init; }

    /// <summary>What it left behind all the same: names of outputs that were put, or URIs of places elsewhere.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];
}
