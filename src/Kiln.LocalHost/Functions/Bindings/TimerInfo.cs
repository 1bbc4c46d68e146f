namespace Kiln.LocalHost.Functions;

/// <summary>What a timer function learns of its schedule.</summary>
public class TimerInfo
{
    /// <summary>The last and next occurrences; null when the schedule is not monitored.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether this run makes up for occurrences that were missed while the host was down.</summary>
    public bool IsPastDue { get; set; }
}
