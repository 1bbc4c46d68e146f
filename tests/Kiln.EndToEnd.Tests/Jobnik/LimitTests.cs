using System.Globalization;
using System.Net;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Jobnik;

/// <summary>Clients that ask too often are told so in the surface's own words.</summary>
public sealed class LimitTests
{
    [OwnServiceFact]
    public async Task A_client_that_asks_too_often_is_refused_with_the_time_to_come_again()
    {
        await using var service = await KilnService.StartAsync("--Kiln:RequestsPerMinute=6", "--Kiln:AnonymousOrganisation=visitors");
        using var anonymous = new JobnikClient(service.Api.Url);
        using var known = new JobnikClient(service.Api.Url, await service.MakeKeyAsync("visitors"));
        await anonymous.DocumentAsync();

        JobnikReply[] replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => anonymous.DequeueAsync("none")));

        JobnikReply[] limited = [.. replies.Where(reply => reply.Status == HttpStatusCode.TooManyRequests)];
        Assert.InRange(limited.Length, 6, 10);
        Assert.All(limited, reply =>
        {
            reply.IsRefused(429, "RATE_LIMITED", "Too many requests");
            Assert.InRange(int.Parse(reply.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 60);
        });
        Assert.All(replies.Except(limited), reply => reply.IsRefused(404, "TASK_NOT_FOUND"));
        (await known.DequeueAsync("none")).IsRefused(404, "TASK_NOT_FOUND");
    }
}
