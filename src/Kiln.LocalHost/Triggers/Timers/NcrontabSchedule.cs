namespace Kiln.LocalHost.Triggers.Timers;

/// <summary>
/// An NCRONTAB expression: <c>{second} {minute} {hour} {day} {month} {weekday}</c>, or without seconds, which are then 0. All times
/// are UTC. An occurrence matches every field, day of month and day of week both.
/// </summary>
internal sealed class NcrontabSchedule
{
    // The 29th of February on a given weekday comes back within 40 years, across a century that is no leap year.
    private const int LongestGapYears = 41;

    private static readonly NcrontabField SecondField = new("second", 0, 59);
    private static readonly NcrontabField MinuteField = new("minute", 0, 59);
    private static readonly NcrontabField HourField = new("hour", 0, 23);
    private static readonly NcrontabField DayField = new("day of month", 1, 31);
    private static readonly NcrontabField MonthField = new(
        "month", 1, 12,
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December");

    private static readonly NcrontabField WeekdayField = new(
        "day of week", 0, 6, "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");

    private readonly ulong _seconds;
    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _days;
    private readonly ulong _months;
    private readonly ulong _weekdays;

    private NcrontabSchedule(ReadOnlySpan<string> fields)
    {
        _seconds = SecondField.Parse(fields[0]);
        _minutes = MinuteField.Parse(fields[1]);
        _hours = HourField.Parse(fields[2]);
        _days = DayField.Parse(fields[3]);
        _months = MonthField.Parse(fields[4]);
        _weekdays = WeekdayField.Parse(fields[5]);
    }

    /// <summary>Whether two occurrences can come within one minute.</summary>
    public bool RecursWithinAMinute => (_seconds & (_seconds - 1)) != 0;

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">It has another number of fields, a field is malformed, or no date ever matches.</exception>
    public static NcrontabSchedule Parse(string expression)
    {
        string[] fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        NcrontabSchedule schedule = fields.Length switch
        {
            5 => new(["0", .. fields]),
            6 => new(fields),
            _ => throw new FormatException(
                $"it has {fields.Length} fields, but needs six: second, minute, hour, day, month, weekday; the second may be left out"),
        };
        return schedule.TryFindAfter(DateTime.UnixEpoch) is null
            ? throw new FormatException("no date ever matches it")
            : schedule;
    }

    /// <summary>The first occurrence after a time.</summary>
    /// <param name="time">A time, UTC; the occurrence is later, never the same.</param>
    public DateTime NextAfter(DateTime time) => TryFindAfter(time) ?? DateTime.MaxValue;

    private DateTime? TryFindAfter(DateTime time)
    {
        DateTime start = new DateTime(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc).AddSeconds(1);
        for (DateTime day = start.Date; day.Year <= start.Year + LongestGapYears; day = day.AddDays(1))
        {
            if (!Contains(_months, day.Month))
            {
                day = new DateTime(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month), 0, 0, 0, DateTimeKind.Utc);
                continue;
            }

            if (Contains(_days, day.Day) && Contains(_weekdays, (int)day.DayOfWeek)
                && TimeFrom(day == start.Date ? start.TimeOfDay : TimeSpan.Zero) is { } timeOfDay)
            {
                return day + timeOfDay;
            }
        }

        return null;
    }

    private TimeSpan? TimeFrom(TimeSpan from)
    {
        for (int? hour = NcrontabField.NextIn(_hours, from.Hours); hour is { } h; hour = NcrontabField.NextIn(_hours, h + 1))
        {
            int firstMinute = h == from.Hours ? from.Minutes : 0;
            for (int? minute = NcrontabField.NextIn(_minutes, firstMinute); minute is { } m; minute = NcrontabField.NextIn(_minutes, m + 1))
            {
                bool isFirst = h == from.Hours && m == from.Minutes;
                if (NcrontabField.NextIn(_seconds, isFirst ? from.Seconds : 0) is { } second)
                {
                    return new TimeSpan(h, m, second);
                }
            }
        }

        return null;
    }

    private static bool Contains(ulong set, int value) => (set & (1UL << value)) != 0;
}
