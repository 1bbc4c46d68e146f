using Kiln.Client.Workers;

namespace Kiln.Client.Tests.Workers;

public sealed class BackoffTests
{
    [Fact]
    public void Waits_double_up_to_the_longest_and_stay_within_a_quarter()
    {
        Backoff backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        double[] means = [1, 2, 4, 8, 16, 32, 60, 60, 60];

        Assert.All(means, mean => Assert.InRange(backoff.Next().TotalSeconds, mean * 0.75, mean * 1.25));
    }

    [Fact]
    public void After_a_success_they_begin_anew()
    {
        Backoff backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        backoff.Next();
        backoff.Next();

        backoff.Reset();

        Assert.InRange(backoff.Next().TotalSeconds, 0.75, 1.25);
    }
}
