namespace Kiln.LocalHost.Functions;

/// <summary>The state of a monitored schedule; all times UTC.</summary>
public class ScheduleStatus
{
    /// <summary>When the function last ran; the type's default before its first run.</summary>
    public DateTime Last { get; set; }

    /// <summary>When it runs next.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this was last written.</summary>
    public DateTime LastUpdated { get; set; }
}
