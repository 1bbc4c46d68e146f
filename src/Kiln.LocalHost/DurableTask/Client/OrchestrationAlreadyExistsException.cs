namespace Kiln.LocalHost.DurableTask.Client;

/// <summary>An instance with the wished ID exists, in a status that refuses a new one.</summary>
#pragma warning disable CA1032 // The constructors are those of the programming model.
public class OrchestrationAlreadyExistsException : Exception
#pragma warning restore CA1032
{
    /// <summary>Reports the refused start.</summary>
    public OrchestrationAlreadyExistsException(string message)
        : base(message)
    {
    }
}
