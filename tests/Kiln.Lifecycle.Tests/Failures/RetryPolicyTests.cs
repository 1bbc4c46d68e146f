using Kiln.Lifecycle.Failures;

namespace Kiln.Lifecycle.Tests.Failures;

public sealed class RetryPolicyTests
{
    private static readonly RetryPolicy Policy = new(5, TimeSpan.FromSeconds(5), 2, TimeSpan.FromSeconds(60));

    [Fact]
    public void Waits_grow_to_the_cap_within_a_fifth_of_jitter()
    {
        double[] nominal = [5, 10, 20, 40, 60, 60];
        for (int attempt = 1; attempt <= nominal.Length; attempt++)
        {
            double seconds = Policy.DelayAfter("task", attempt).TotalSeconds;
            Assert.InRange(seconds, nominal[attempt - 1] * 0.8, nominal[attempt - 1] * 1.2);
        }
    }

    [Fact]
    public void Jitter_is_the_attempts_own()
    {
        Assert.Equal(Policy.DelayAfter("task", 1), Policy.DelayAfter("task", 1));
        Assert.NotEqual(Policy.DelayAfter("task", 1), Policy.DelayAfter("other", 1));
    }
}
