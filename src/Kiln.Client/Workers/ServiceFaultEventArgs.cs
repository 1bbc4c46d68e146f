namespace Kiln.Client.Workers;

/// <summary>A claim or a report that could not be made.</summary>
public sealed class ServiceFaultEventArgs : EventArgs
{
    internal ServiceFaultEventArgs(Exception fault) => Fault = fault;

    /// <summary>What went wrong.</summary>
    public Exception Fault { get; }
}
