namespace Kiln.LocalHost.Functions;

/// <summary>Starts the function on a schedule, one run at a time; stands on a parameter of type <see cref="TimerInfo"/>.</summary>
/// <param name="schedule">
/// An NCRONTAB expression in UTC, <c>{second} {minute} {hour} {day} {month} {weekday}</c> or the five fields without seconds, or
/// <c>%SETTING%</c> to take it from the app's settings.
/// </param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    /// <summary>The schedule as written.</summary>
    public string Schedule { get; } = schedule;

    /// <summary>
    /// Whether the last run is remembered, so that occurrences missed while the host was down fire once on start. Default: true;
    /// schedules that recur within a minute are never remembered.
    /// </summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Whether the function also runs when the host starts.</summary>
    public bool RunOnStartup { get; set; }
}
