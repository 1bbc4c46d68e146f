using Kiln.Functions.Webhooks.Delivery;

namespace Kiln.Functions.Tests.Webhooks;

public sealed class DeliveryScheduleTests
{
    [Fact]
    public void The_same_attempt_waits_equally_long_and_others_do_not()
    {
        Assert.Equal(DeliverySchedule.DelayAfter(3, "event", "endpoint", null), DeliverySchedule.DelayAfter(3, "event", "endpoint", null));
        TimeSpan?[] spread = [.. Enumerable.Range(0, 100).Select(number => DeliverySchedule.DelayAfter(3, $"event-{number}", "endpoint", null))];
        Assert.InRange(spread.Distinct().Count(), 95, 100);
        Assert.All(spread, delay => Assert.InRange(delay!.Value, TimeSpan.FromMinutes(27), TimeSpan.FromMinutes(33)));
    }

    [Fact]
    public void After_the_last_attempt_there_is_none() =>
        Assert.Null(DeliverySchedule.DelayAfter(DeliverySchedule.MaximumAttempts, "event", "endpoint", TimeSpan.FromHours(1)));

    [Theory]
    [InlineData(60, 60)]
    [InlineData(-1, null)]
    [InlineData(0, null)]
    public void Retry_After_lengthens_and_never_shortens(int asked, int? expected)
    {
        TimeSpan delay = DeliverySchedule.DelayAfter(1, "event", "endpoint", TimeSpan.FromSeconds(asked))!.Value;
        Assert.InRange(delay.TotalSeconds, expected ?? 4.5, expected ?? 5.5);
    }
}
