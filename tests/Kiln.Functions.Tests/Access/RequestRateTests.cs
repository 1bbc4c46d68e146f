using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Tests.Access;

public sealed class RequestRateTests
{
    private static readonly Caller Known = new("acme", "key-1");

    [Fact]
    public void Beyond_its_rate_a_key_is_refused_and_told_when_to_come_again()
    {
        using RequestRate rate = new(Options.Create(new KilnOptions { RequestsPerMinute = 2 }));
        rate.Require(Known);
        rate.Require(Known);

        ApiException refusal = Assert.Throws<ApiException>(() => rate.Require(Known));
        Assert.Equal((429, ErrorCodes.RateLimited), (refusal.Status, refusal.Code));
        Assert.InRange(refusal.RetryAfterSeconds!.Value, 25, 30);
        rate.Require(Known with { KeyId = "key-2" });
    }

    [Fact]
    public void The_development_organisation_has_no_limit()
    {
        using RequestRate rate = new(Options.Create(new KilnOptions { RequestsPerMinute = 1 }));
        for (int i = 0; i < 100; i++)
        {
            rate.Require(new Caller("development", "key"));
        }
    }
}
