using System.Globalization;
using Kiln.LocalHost.Triggers.Timers;

namespace Kiln.LocalHost.Tests.Triggers.Timers;

public sealed class NcrontabScheduleTests
{
    [Theory]
    [InlineData("0 */5 * * * *", "2026-01-01T00:00:00", "2026-01-01T00:05:00")]
    [InlineData("*/5 * * * *", "2026-01-01T00:00:01", "2026-01-01T00:05:00")]
    [InlineData("* * * * * *", "2026-01-01T00:00:00.5", "2026-01-01T00:00:01")]
    [InlineData("0 0 * * * *", "2026-01-01T00:00:00", "2026-01-01T01:00:00")]
    [InlineData("0 30 9 * * 1-5", "2026-01-02T09:30:00", "2026-01-05T09:30:00")]
    [InlineData("0 30 9 * * mon-FRI", "2026-01-02T09:30:00", "2026-01-05T09:30:00")]
    [InlineData("0 0 0 29 Feb *", "2026-01-01T00:00:00", "2028-02-29T00:00:00")]
    [InlineData("0 0 0 29 2 Monday", "2026-01-01T00:00:00", "2044-02-29T00:00:00")]
    [InlineData("0 0 0 31 * *", "2026-01-31T00:00:00", "2026-03-31T00:00:00")]
    [InlineData("0 0 0 13 * 5", "2026-01-01T00:00:00", "2026-02-13T00:00:00")]
    [InlineData("10,20/20,55-57/2 59 23 31 12 *", "2026-12-31T23:59:20", "2026-12-31T23:59:40")]
    [InlineData("55-57/2 59 23 31 12 *", "2026-12-31T23:59:57", "2027-12-31T23:59:55")]
    [InlineData("0 15/20 * * * *", "2026-01-01T00:35:00", "2026-01-01T00:55:00")]
    [InlineData("  0   0  0 1 1 *  ", "2099-12-31T23:59:59", "2100-01-01T00:00:00")]
    public void The_next_occurrence_is_the_first_after_the_time(string expression, string after, string expected) =>
        Assert.Equal(Utc(expected), NcrontabSchedule.Parse(expression).NextAfter(Utc(after)));

    [Theory]
    [InlineData("", "it has 0 fields")]
    [InlineData("* * * *", "it has 4 fields")]
    [InlineData("* * * * * * *", "it has 7 fields")]
    [InlineData("60 * * * * *", "'60' is no second: 60 is not between 0 and 59")]
    [InlineData("0 0 24 * * *", "'24' is no hour")]
    [InlineData("0 0 0 0 * *", "'0' is no day of month")]
    [InlineData("0 0 0 * 13 *", "'13' is no month")]
    [InlineData("0 0 0 * * 7", "'7' is no day of week")]
    [InlineData("0 0 0 * * su", "'su' is neither a number nor a name")]
    [InlineData("0 0 0 ? * *", "'?' is neither a number nor a name")]
    [InlineData("0 0 0 L * *", "'L' is neither a number nor a name")]
    [InlineData("*/0 * * * * *", "a step is a whole number of at least 1")]
    [InlineData("1/2/3 * * * * *", "a step is a whole number of at least 1")]
    [InlineData("5-3 * * * * *", "the range runs backwards")]
    [InlineData("1-2-3 * * * * *", "a range has two ends")]
    [InlineData("1,,2 * * * * *", "'' is neither a number nor a name")]
    [InlineData("+1 * * * * *", "'+1' is neither a number nor a name")]
    [InlineData("0 0 0 30 2 *", "no date ever matches it")]
    public void What_is_no_schedule_is_refused_with_the_field_and_the_reason(string expression, string reason) =>
        Assert.Contains(
            reason, Assert.Throws<FormatException>(() => NcrontabSchedule.Parse(expression)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("*/30 * * * * *", true)]
    [InlineData("0,59 0 0 * * *", true)]
    [InlineData("0 * * * * *", false)]
    [InlineData("* * * * *", false)]
    public void A_schedule_knows_whether_it_recurs_within_a_minute(string expression, bool recurs) =>
        Assert.Equal(recurs, NcrontabSchedule.Parse(expression).RecursWithinAMinute);

    /// <summary>The oracle walks second by second and compares each field's set by itself.</summary>
    [Fact]
    public void Random_schedules_agree_with_a_walk_through_every_second()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        for (int run = 0; run < 300; run++)
        {
            HashSet<int>[] sets = [Pick(random, 0, 59), Pick(random, 0, 59), Pick(random, 0, 23), All(1, 31), All(1, 12), Pick(random, 0, 6)];
            string expression = string.Join(' ', sets.Select(set => string.Join(',', set)));
            DateTime after = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(random.Next(0, 86_400 * 365));
            DateTime next = NcrontabSchedule.Parse(expression).NextAfter(after);
            Assert.True(Matches(sets, next), $"seed {seed}: {expression} after {after:O} gave {next:O}, which does not match.");
            DateTime checkedUntil = next < after.AddHours(2) ? next : after.AddHours(2);
            for (DateTime time = after.AddSeconds(1); time < checkedUntil; time = time.AddSeconds(1))
            {
                Assert.False(Matches(sets, time), $"seed {seed}: {expression} after {after:O} gave {next:O} but {time:O} matches.");
            }
        }
    }

    private static bool Matches(HashSet<int>[] sets, DateTime time) =>
        sets[0].Contains(time.Second) && sets[1].Contains(time.Minute) && sets[2].Contains(time.Hour)
        && sets[3].Contains(time.Day) && sets[4].Contains(time.Month) && sets[5].Contains((int)time.DayOfWeek);

    private static HashSet<int> Pick(Random random, int minimum, int maximum) =>
        random.Next(3) == 0 ? All(minimum, maximum) : [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(minimum, maximum + 1))];

    private static HashSet<int> All(int minimum, int maximum) => [.. Enumerable.Range(minimum, maximum - minimum + 1)];

    private static DateTime Utc(string text) =>
        DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
