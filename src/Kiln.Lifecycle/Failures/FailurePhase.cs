namespace Kiln.Lifecycle.Failures;

/// <summary>How far a job had come when it failed.</summary>
public enum FailurePhase
{
    /// <summary>Making the input ready.</summary>
    Preparing,

    /// <summary>Handing the work to an executor.</summary>
    Dispatching,

    /// <summary>The work itself.</summary>
    Processing,

    /// <summary>After the work: storing results, settling.</summary>
    Finalizing,
}
