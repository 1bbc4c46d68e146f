using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Jobs;

/// <summary>Jobs that ran out of attempts are kept apart, and run again one by one or together, at their price and with an audit.</summary>
public sealed class DeadLetterTests
{
    [OwnServiceFact]
    public async Task Dead_letters_are_listed_and_driven_again_and_the_account_adds_up()
    {
        await using var service = await KilnService.StartAsync(
            "--Kiln:Prices:noop=2", "--Kiln:RetryFirstDelaySeconds=0.01", "--Kiln:StageMaxAttempts=2");
        using var api = new KilnApi(service.Api.Url, await service.MakeKeyAsync("acme"));
        await service.GrantAsync("acme", 20);
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => api.SubmitJobAsync(
            new JsonObject { ["type"] = "noop", ["fail"] = "INTERNAL_ERROR" })));
        var ended = await Task.WhenAll(ids.Select(api.WaitForJobEndAsync));
        Assert.All(ended, job => Assert.Equal(("failed", true), (job["status"]!.GetValue<string>(), job["deadLettered"]!.GetValue<bool>())));
        string bad = await api.SubmitJobAsync(new JsonObject { ["type"] = "noop", ["fail"] = "VALIDATION_ERROR" });
        await api.WaitForJobEndAsync(bad);
        Assert.Equal(ids.Order(), (await ListAsync(api, "dead-letters")).Order());
        Assert.Equal(ids.Max(StringComparer.Ordinal), Assert.Single(await ListAsync(api, "dead-letters?limit=1")));
        await RequireBalanceAsync(api, charged: 0, available: 20);

        var one = (await api.SendAsync(HttpMethod.Post, $"dead-letters/{ids[0]}/redrive")).Data(HttpStatusCode.Accepted);
        Assert.Equal((1, false), (one["retries"]!.GetValue<int>(), one["deadLettered"]!.GetValue<bool>()));
        Assert.True((await api.WaitForJobEndAsync(ids[0]))["deadLettered"]!.GetValue<bool>());
        Assert.NotEmpty((await api.SendAsync(HttpMethod.Post, $"dead-letters/{bad}/redrive")).Error(HttpStatusCode.Conflict));

        var none = await api.PostJsonAsync("dead-letters/redrive", new JsonObject { ["filter"] = new JsonObject { ["type"] = "work" } });
        Assert.Empty(none.Data(HttpStatusCode.Accepted)["redriven"]!.AsArray());
        await RequireBalanceAsync(api, charged: 0, available: 20);
        var many = (await api.PostJsonAsync("dead-letters/redrive", new JsonObject { ["filter"] = new JsonObject { ["type"] = "noop" } })).Data(HttpStatusCode.Accepted);
        Assert.Equal(ids.Order(), many["redriven"]!.AsArray().Select(id => id!.GetValue<string>()).Order());
        var again = await Task.WhenAll(ids.Select(api.WaitForJobEndAsync));
        Assert.Equal([2, 1, 1], again.Select(job => job["retries"]!.GetValue<int>()));
        var log = (await api.GetAsync($"jobs/{ids[1]}/events")).Body["data"]!.AsArray();
        Assert.Contains(log, item => (string?)item!["type"] == "job.retried" && item["data"]!.ToJsonString().Contains("by", StringComparison.Ordinal));

        await RequireBalanceAsync(api, charged: 0, available: 20);
        var ledger = (await api.GetAsync("account?limit=200")).Data(HttpStatusCode.OK)["ledger"]!.AsArray();
        long Sum(string kind) => ledger.Where(entry => (string?)entry!["kind"] == kind).Sum(entry => entry!["amount"]!.GetValue<long>());
        Assert.Equal((20, 16, 0, 16), (Sum("grant"), Sum("reserve"), Sum("charge"), Sum("refund")));
    }

    [OwnServiceFact]
    public async Task A_dead_letter_that_succeeds_when_it_is_driven_again_is_charged_once()
    {
        await using var service = await KilnService.StartAsync(
            "--Kiln:Prices:noop=2", "--Kiln:RetryFirstDelaySeconds=0.01", "--Kiln:StageMaxAttempts=2");
        using var api = new KilnApi(service.Api.Url, await service.MakeKeyAsync("acme"));
        await service.GrantAsync("acme", 20);
        string id = await api.SubmitJobAsync(new JsonObject { ["type"] = "noop", ["fail"] = "INTERNAL_ERROR", ["fail_attempts"] = 2 });
        Assert.True((await api.WaitForJobEndAsync(id))["deadLettered"]!.GetValue<bool>());
        await RequireBalanceAsync(api, charged: 0, available: 20);

        (await api.SendAsync(HttpMethod.Post, $"dead-letters/{id}/redrive")).Data(HttpStatusCode.Accepted);

        var ended = await api.WaitForJobEndAsync(id);
        Assert.Equal(("succeeded", false), (ended["status"]!.GetValue<string>(), ended["deadLettered"]!.GetValue<bool>()));
        Assert.Empty(await ListAsync(api, "dead-letters"));
        await RequireBalanceAsync(api, charged: 2, available: 18);
    }

    private static async Task RequireBalanceAsync(KilnApi api, int charged, int available)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        JsonNode account;
        do
        {
            await pause.WaitForNextTickAsync(limit.Token);
            account = (await api.GetAsync("account")).Data(HttpStatusCode.OK);
        }
        while (account["reservations"]!.AsArray().Count > 0);
        var balance = account["balance"]!;
        Assert.Equal(
            (charged, 0, available),
            (balance["charged"]!.GetValue<int>(), balance["reserved"]!.GetValue<int>(), balance["available"]!.GetValue<int>()));
    }

    private static async Task<string[]> ListAsync(KilnApi api, string path) =>
        [.. (await api.GetAsync(path)).Data(HttpStatusCode.OK).AsArray().Select(item => item!["id"]!.GetValue<string>())];
}
