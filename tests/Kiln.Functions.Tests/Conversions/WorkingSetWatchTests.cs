using Kiln.Functions.Conversions;
using Kiln.LocalHost.Testing;

namespace Kiln.Functions.Tests.Conversions;

public sealed class WorkingSetWatchTests
{
    [Theory]
    [InlineData(300, 200, 900, 900)]
    [InlineData(300, 200, 800, 300)]
    [InlineData(150, 200, 800, 200)]
    [InlineData(50, 50, 800, 100)]
    public void A_raised_high_water_mark_is_the_peak_else_the_largest_that_was_seen(long between, long end, long mark, long expected)
    {
        Queue<(long Now, long HighWater)> looks = new([(100, 800), (between, mark), (end, mark)]);
        ManualClock clock = new();
        Told told = new();
        WorkingSetWatch watch = new(told, clock, looks.Dequeue);

        watch.Report(0.2);
        clock.Advance(TimeSpan.FromSeconds(1));
        watch.Report(0.5);

        Assert.Equal(expected, watch.End());
        Assert.Equal([0.2, 0.5], told.Values);
    }

    [Fact]
    public void The_process_tells_of_itself()
    {
        WorkingSetWatch watch = new(new Told(), TimeProvider.System);
        byte[] held = GC.AllocateUninitializedArray<byte>(64 << 20);
        Array.Fill(held, (byte)1);

        Assert.InRange(watch.End(), held.Length, long.MaxValue);
    }
}
