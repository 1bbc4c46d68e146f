namespace Kiln.Functions.Orchestration;

/// <summary>The durable names of orchestrators, activities and events. Histories hold them: never change one.</summary>
public static class FunctionNames
{
    /// <summary>Drives one run of a job.</summary>
    public const string JobOrchestrator = "JobOrchestrator";

    /// <summary>Runs the ready tasks of a built-in stage once.</summary>
    public const string StageOrchestrator = "StageOrchestrator";

    /// <summary>Reads the job and says what comes next.</summary>
    public const string DecideNextStep = "DecideNextStep";

    /// <summary>Runs one attempt of a built-in task.</summary>
    public const string RunBuiltInTask = "RunBuiltInTask";

    /// <summary>Ends a job whose deadline has passed.</summary>
    public const string TimeOutJob = "TimeOutJob";

    /// <summary>Charges or refunds an ended job.</summary>
    public const string SettleJob = "SettleJob";

    /// <summary>The event that makes a waiting orchestration read its job again.</summary>
    public const string WakeEvent = "wake";
}
