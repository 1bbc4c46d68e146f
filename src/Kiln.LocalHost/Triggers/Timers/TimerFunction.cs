using Kiln.LocalHost.Functions;
using Kiln.LocalHost.Functions.Discovery;
using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Settings;

namespace Kiln.LocalHost.Triggers.Timers;

/// <summary>A timer function with its schedule read.</summary>
/// <param name="Function">The function.</param>
/// <param name="Schedule">When it runs.</param>
/// <param name="RunOnStartup">Whether it also runs when the host starts.</param>
/// <param name="IsMonitored">Whether its last run is remembered.</param>
internal sealed record TimerFunction(FunctionDescriptor Function, NcrontabSchedule Schedule, bool RunOnStartup, bool IsMonitored)
{
    /// <summary>Reads the schedule of a timer function; throws <see cref="LocalHostException"/> when it is none.</summary>
    public static TimerFunction Of(FunctionDescriptor function, AppSettings settings)
    {
        TimerTriggerAttribute trigger = (TimerTriggerAttribute)function.Trigger;
        string expression = settings.Expand(trigger.Schedule, $"The schedule of {function}");
        try
        {
            NcrontabSchedule schedule = NcrontabSchedule.Parse(expression);
            return new TimerFunction(
                function, schedule, trigger.RunOnStartup, trigger.UseMonitor && !schedule.RecursWithinAMinute);
        }
        catch (FormatException fault)
        {
            throw new LocalHostException($"The schedule '{expression}' of {function} is no NCRONTAB expression: {fault.Message}.", fault);
        }
    }
}
