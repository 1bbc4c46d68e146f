using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Jobs;

/// <summary>Who may submit: key, rate, plan, credits and body are looked at in this order, and each has its own answer.</summary>
public sealed class AdmissionTests
{
    private static readonly JsonObject Wrong = new() { ["type"] = "noop", ["steps"] = "many" };

    [OwnServiceFact]
    public async Task Key_plan_credits_and_body_are_checked_in_this_order()
    {
        await using var service = await KilnService.StartAsync("--Kiln:Prices:noop=1", "--Kiln:QueueLength=1");
        string key = await service.MakeKeyAsync("acme");
        using var stranger = new KilnApi(service.Api.Url, "kiln_live_nobody");
        using var api = new KilnApi(service.Api.Url, key);
        Assert.Equal("INVALID_API_KEY", await RefuseAsync(stranger, HttpStatusCode.Unauthorized));
        Assert.Equal("INSUFFICIENT_CREDITS", await RefuseAsync(api, HttpStatusCode.PaymentRequired));
        await service.GrantAsync("acme", 1);
        Assert.Equal("VALIDATION_ERROR", await RefuseAsync(api, HttpStatusCode.UnprocessableEntity));

        string running = await api.SubmitJobAsync(new JsonObject { ["type"] = "noop", ["delay_seconds"] = 600 });
        var full = await api.PostJsonAsync("jobs", Wrong.DeepClone());
        Assert.Equal("The plan allows 1 unfinished jobs", full.Error(HttpStatusCode.Forbidden));
        Assert.Equal("PLAN_LIMIT", (string?)full.Body["code"]);
        await api.SendAsync(HttpMethod.Post, $"jobs/{running}/cancel");
        await api.WaitForJobEndAsync(running);
    }

    [OwnServiceFact]
    public async Task However_many_submit_at_once_as_many_jobs_are_made_as_the_plan_allows()
    {
        await using var service = await KilnService.StartAsync("--Kiln:QueueLength=7", "--Kiln:RequestsPerMinute=1000");
        using var api = new KilnApi(service.Api.Url, await service.MakeKeyAsync("acme"));
        JsonObject job = new() { ["type"] = "noop", ["delay_seconds"] = 600 };
        JsonObject batch = new() { ["type"] = "noop", ["items"] = new JsonArray(job.DeepClone(), job.DeepClone(), job.DeepClone()) };
        foreach (JsonNode? item in batch["items"]!.AsArray())
        {
            item!.AsObject().Remove("type");
        }

        ApiReply[] replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(number =>
            number % 4 == 0 ? api.PostJsonAsync("batches", batch.DeepClone()) : api.PostJsonAsync("jobs", job.DeepClone())));

        int singles = replies.Where((reply, number) => number % 4 != 0 && reply.Status == HttpStatusCode.Accepted).Count();
        int batches = replies.Where((reply, number) => number % 4 == 0 && reply.Status == HttpStatusCode.Accepted).Count();
        Assert.Equal(7, singles + (3 * batches));
        Assert.All(replies.Where(reply => reply.Status != HttpStatusCode.Accepted), reply => Assert.Equal("PLAN_LIMIT", (string?)reply.Body["code"]));
    }

    [OwnServiceFact]
    public async Task A_request_that_is_sent_again_gets_its_reply_also_where_the_plan_and_the_credits_take_no_other()
    {
        await using var service = await KilnService.StartAsync("--Kiln:Prices:noop=1", "--Kiln:QueueLength=1");
        await service.GrantAsync("acme", 1);
        using var api = new KilnApi(service.Api.Url, await service.MakeKeyAsync("acme"));
        JsonObject job = new() { ["type"] = "noop", ["delay_seconds"] = 600 };

        ApiReply first = await api.PostJsonAsync("jobs", job.DeepClone(), ("Idempotency-Key", "lost-reply"));
        ApiReply again = await api.PostJsonAsync("jobs", job.DeepClone(), ("Idempotency-Key", "lost-reply"));

        Assert.Equal(first.Data(HttpStatusCode.Accepted).ToJsonString(), again.Data(HttpStatusCode.Accepted).ToJsonString());
        Assert.Equal("PLAN_LIMIT", (string?)(await api.PostJsonAsync("jobs", job.DeepClone(), ("Idempotency-Key", "another"))).Body["code"]);
    }

    [OwnServiceFact]
    public async Task A_key_that_asks_too_often_is_told_when_to_come_again_and_others_are_not_concerned()
    {
        await using var service = await KilnService.StartAsync("--Kiln:RequestsPerMinute=6");
        using var hasty = new KilnApi(service.Api.Url, await service.MakeKeyAsync("hasty"));
        using var calm = new KilnApi(service.Api.Url, await service.MakeKeyAsync("hasty"));
        ApiReply[] replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => hasty.PostJsonAsync("jobs", Wrong.DeepClone())));

        ApiReply[] limited = [.. replies.Where(reply => reply.Status == HttpStatusCode.TooManyRequests)];
        Assert.InRange(limited.Length, 10, 14);
        Assert.All(limited, reply => Assert.InRange(int.Parse(Assert.Single(reply.Headers.GetValues("Retry-After")), System.Globalization.CultureInfo.InvariantCulture), 1, 60));
        Assert.All(limited, reply => Assert.Equal("RATE_LIMITED", (string?)reply.Body["code"]));
        Assert.Equal(HttpStatusCode.OK, (await calm.GetAsync("jobs")).Status);
    }

    [OwnServiceFact]
    public async Task A_revoked_key_opens_nothing_from_then_on_also_after_a_kill()
    {
        await using var service = await KilnService.StartAsync();
        using var api = new KilnApi(service.Api.Url, await service.MakeKeyAsync("acme"));
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("jobs")).Status);
        string masterKey = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(service.DataDirectory, "keys.json")))!["masterKey"]!.GetValue<string>();
        var keys = new Uri(service.Api.Url, "/api/operator/organisations/acme/keys");
        var listed = (await api.SendPlainAsync(HttpMethod.Get, keys, null, ("x-functions-key", masterKey))).Data(HttpStatusCode.OK)[0]!;
        Assert.Null(listed["key"]);
        var one = new Uri($"{keys}/{listed["id"]}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.SendPlainAsync(HttpMethod.Delete, one)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await api.SendPlainAsync(HttpMethod.Delete, one, null, ("x-functions-key", masterKey))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("jobs")).Status);

        await service.KillAsync();
        await service.RestartAsync();
        string clear = (await service.Api.SendPlainAsync(
            HttpMethod.Post,
            new Uri(service.Api.Url, "/api/operator/organisations/acme/keys"),
            JsonContent.Create(new JsonObject { ["name"] = "again" }),
            ("x-functions-key", masterKey))).Data(HttpStatusCode.Created)["key"]!.GetValue<string>();
        using var again = new KilnApi(service.Api.Url, clear);
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("jobs")).Status);
    }

    private static async Task<string?> RefuseAsync(KilnApi api, HttpStatusCode status)
    {
        var reply = await api.PostJsonAsync("jobs", Wrong.DeepClone());
        Assert.NotEmpty(reply.Error(status));
        return (string?)reply.Body["code"];
    }
}
