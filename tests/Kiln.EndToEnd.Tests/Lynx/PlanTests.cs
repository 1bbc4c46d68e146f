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
    public async Task Runs_beyond_those_that_the_plan_lets_be_under_way_say_so_and_come_when_there_is_a_place()
    {
        await using KilnService service = await KilnService.StartAsync([.. LynxService.Settings, "--Kiln:Lynx:ConcurrentRuns=2", "--Kiln:Lynx:LeaseSeconds=10"]);
        using LynxApi user = new(service.Api.Url, await service.MakeKeyAsync("acme"));
        string first = await user.SubmitAsync(Studies.Example(runs: 3, type: "a"));
        string second = await user.SubmitAsync(Studies.Example(runs: 3, type: "b"));
        await user.JobsAsync(first);
        await user.JobsAsync(second);
        using TestRunner one = await TestRunner.RegisterAsync(user, "a");
        using TestRunner other = await TestRunner.RegisterAsync(user, "b");

        // However many ask at once.
        IReadOnlyList<JsonNode>[] claimed = await Task.WhenAll(
            one.ClaimAsync(most: 3, wait: 0), other.ClaimAsync(most: 3, wait: 0), one.ClaimAsync(most: 3, wait: 0), other.ClaimAsync(most: 3, wait: 0));
        JsonNode[] runs = [.. claimed.SelectMany(some => some)];
        Assert.Equal(2, runs.Length);
        JsonNode[] waiting = [.. (await user.JobsAsync(first)).Concat(await user.JobsAsync(second)).Where(job => job.Text("status") == "Pending")];
        Assert.Equal(4, waiting.Length);
        Assert.All(waiting, job => Assert.Equal(
            ("plan_limit", "The plan allows 2 runs at a time"), (job["waiting"]!.Text("reason"), job["waiting"]!.Text("detail"))));

        // The unlimited organisation has nothing to do with it.
        string unlimited;
        using (LynxApi development = new(service.Api.Url))
        {
            unlimited = await development.SubmitAsync(Studies.Example(runs: 3, type: "a"));
            using TestRunner free = await TestRunner.RegisterAsync(development, "a");
            Assert.Equal(3, (await free.ClaimAsync(most: 3)).Count);
        }

        // A place that is free wakes whoever waits, whatever runs it can make; each end gives one back.
        Task<IReadOnlyList<JsonNode>> byOne = one.ClaimAsync(wait: 20);
        TestRunner holder = runs[0].Text("batch_id") == first ? one : other;
        (await holder.ReportAsync(runs[0], "release")).Must(HttpStatusCode.OK);
        JsonNode next = Assert.Single(await byOne);
        (await one.ReportAsync(next, "start")).Must(HttpStatusCode.OK);
        (await one.FailAsync(next, "input")).Must(HttpStatusCode.OK);
        JsonNode cancelled = Assert.Single(await other.ClaimAsync(wait: 20));
        (await user.PostAsync($"jobs/{cancelled.Text("job_id")}/cancel")).Must(HttpStatusCode.OK);
        Assert.Single(await other.ClaimAsync(most: 3, wait: 20));
        Assert.Empty(await one.ClaimAsync(wait: 0));
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
