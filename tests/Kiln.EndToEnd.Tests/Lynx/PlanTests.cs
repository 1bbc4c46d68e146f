using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Batches;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Lynx;

/// <summary>What plan, balance and rate of an organisation refuse.</summary>
public sealed class PlanTests
{
    [OwnServiceFact]
    public async Task Runs_over_the_plan_and_runs_without_credits_are_refused_and_nothing_is_stored()
    {
        await using KilnService service = await KilnService.StartAsync("--Kiln:QueueLength=5", "--Kiln:Prices:simulation=2");
        string key = await service.MakeKeyAsync("acme");
        using LynxApi user = new(service.Api.Url, key);
        using KilnApi canonical = new(service.Api.Url, key);
        (await user.PostAsync("jobs", Studies.Example(runs: 3))).MustFail(HttpStatusCode.PaymentRequired, "INSUFFICIENT_CREDITS");
        await service.GrantAsync("acme", 10);
        JsonNode refusal = (await user.PostAsync("jobs", Studies.Example(runs: 6))).MustFail(HttpStatusCode.Forbidden, "PLAN_LIMIT");
        Assert.Contains("5", refusal.Text("message"), StringComparison.Ordinal);
        Assert.Empty((await user.ReadAsync("batches"))["batches"]!.AsArray());

        // The whole batch is reserved for, and what never runs is given back.
        string batch = await user.SubmitAsync(Studies.Example(runs: 3));
        await user.JobsAsync(batch);
        Assert.Equal(4, await canonical.CreditsAsync());
        (await user.PostAsync("jobs", Studies.Example(runs: 3))).MustFail(HttpStatusCode.Forbidden, "PLAN_LIMIT");
        (await user.PostAsync($"batches/{batch}/cancel")).Must(HttpStatusCode.Accepted);
        await user.WaitAsync($"batches/{batch}", one => one["batch"]!.Text("status") == "Cancelled");
        await canonical.WaitForAsync("me", reply => reply.Body["data"]!["subscription"]!.Int("credits_remaining") == 10);
        string whole = await user.SubmitAsync(Studies.Example(runs: 5));
        (await user.PostAsync("jobs", Studies.Example(runs: 1))).MustFail(HttpStatusCode.Forbidden, "PLAN_LIMIT");
        await user.JobsAsync(whole);
    }

    [OwnServiceFact]
    public async Task Too_many_requests_are_told_when_to_come_again()
    {
        await using KilnService service = await KilnService.StartAsync("--Kiln:RequestsPerMinute=5");
        using LynxApi user = new(service.Api.Url, await service.MakeKeyAsync("acme"));
        ApiReply[] replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => user.GetAsync("batches")));
        ApiReply refused = replies.First(reply => reply.Status == HttpStatusCode.TooManyRequests);
        refused.MustFail(HttpStatusCode.TooManyRequests, "RATE_LIMITED");
        Assert.True(refused.Headers.RetryAfter!.Delta > TimeSpan.Zero);
    }
}
