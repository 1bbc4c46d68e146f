using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Kiln.Storage.Telemetry;

/// <summary>Where the service's traces and metrics come from. Names and units follow OpenTelemetry's conventions.</summary>
public static class Instrumentation
{
    /// <summary>Name of the source and of the meter, to subscribe to.</summary>
    public const string Name = "Kiln";

    /// <summary>Tag: the job's type.</summary>
    public const string JobType = "kiln.job.type";

    /// <summary>Tag: the job's state, in lower case.</summary>
    public const string JobState = "kiln.job.state";

    /// <summary>Tag: the stage's type.</summary>
    public const string StageType = "kiln.stage.type";

    /// <summary>Tag: how something ended.</summary>
    public const string Outcome = "kiln.outcome";

    /// <summary>Tag: the code of a failure or refusal.</summary>
    public const string ErrorType = "error.type";

    /// <summary>The source of spans.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>The meter of what is counted where it happens.</summary>
    public static Meter Meter { get; } = new(Name);
}
