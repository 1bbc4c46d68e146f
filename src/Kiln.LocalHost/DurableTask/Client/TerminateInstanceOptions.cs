namespace Kiln.LocalHost.DurableTask.Client;

/// <summary>How an instance is terminated.</summary>
/// <param name="Output">What it gets as its output, such as the reason.</param>
/// <param name="Recursive">Whether its sub-orchestrations are terminated too.</param>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
