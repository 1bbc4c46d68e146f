namespace Kiln.LocalHost.DurableTask;

/// <summary>An orchestrator did not repeat what its history says it did: its code changed, or is not deterministic.</summary>
#pragma warning disable CA1032 // Made by the engine only.
public sealed class NonDeterministicOrchestrationException : InvalidOperationException
#pragma warning restore CA1032
{
    internal NonDeterministicOrchestrationException(string message)
        : base(message)
    {
    }
}
