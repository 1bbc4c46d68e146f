using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.Webhooks;

/// <summary>Events reach subscribers outside the service, whatever is killed on the way.</summary>
public sealed class WebhookTests
{
    private const string AllowLoopback = "--Kiln:Webhooks:AllowLoopback=true";

    [OwnServiceFact]
    public async Task A_subscriber_gets_every_event_of_a_job_in_order_and_can_verify_it()
    {
        await using var service = await KilnService.StartAsync(AllowLoopback);
        await using var subscriber = new WebhookSubscriber();
        string webhook = await RegisterAsync(service, subscriber);
        subscriber.Start();

        string id = await service.Api.SubmitForIdAsync("box.glb", SampleFiles.Box);
        await service.Api.WaitForCompletionAsync(id);
        await subscriber.WaitUntilAsync(events => events.Any(item => (string?)item["type"] == "kiln.job.succeeded"));

        long[] sequences = [.. subscriber.Events.Select(item => item["data"]!["sequence"]!.GetValue<long>())];
        Assert.Equal(Enumerable.Range(1, sequences.Length).Select(number => (long)number), sequences);
        Assert.Equal(0, subscriber.Unverified);
        Assert.DoesNotContain(subscriber.Events, item => item.ToJsonString().Contains("sig=", StringComparison.Ordinal));

        Assert.Equal("delivered", (string?)(await WaitForLogAsync(service, webhook, "job.succeeded"))["status"]);
    }

    [OwnServiceFact]
    public async Task Events_survive_a_kill_of_the_service()
    {
        await using var service = await KilnService.StartAsync(AllowLoopback);
        await using var subscriber = new WebhookSubscriber();
        await RegisterAsync(service, subscriber);
        subscriber.Start();
        string id = await service.Api.SubmitForIdAsync("parts.glb", SampleFiles.TwoParts);
        await service.KillAsync();
        await service.RestartAsync();
        await subscriber.WaitUntilAsync(events => events.Count >= 5);
        await service.KillAsync();
        await service.RestartAsync();
        await service.Api.WaitForCompletionAsync(id);

        await subscriber.WaitUntilAsync(events => events.Any(item => (string?)item["type"] == "kiln.credits.charged"));
        long[] distinct = [.. subscriber.Events.Select(item => item["data"]!["sequence"]!.GetValue<long>()).Distinct()];
        Assert.Equal(Enumerable.Range(1, distinct.Length).Select(number => (long)number), distinct);
        Assert.Equal(0, subscriber.Unverified);
    }

    [OwnServiceFact]
    public async Task Events_wait_for_a_subscriber_that_is_down()
    {
        await using var service = await KilnService.StartAsync(AllowLoopback);
        await using var subscriber = new WebhookSubscriber();
        string webhook = await RegisterAsync(service, subscriber, "job.succeeded");
        string id = await service.Api.SubmitForIdAsync("box.glb", SampleFiles.Box);
        await service.Api.WaitForCompletionAsync(id);
        subscriber.Start();

        await subscriber.WaitUntilAsync(events => events.Count > 0);
        var row = await WaitForLogAsync(service, webhook, "job.succeeded");
        Assert.Equal($"{id}/{subscriber.Events[0]["data"]!["sequence"]}", row["event"]!.GetValue<string>());
    }

    [OwnServiceFact]
    public async Task A_subscriber_that_hangs_holds_up_neither_jobs_nor_the_deliveries_of_others()
    {
        // A request may last longer than this test: who waited for one would not be through in time.
        await using var service = await KilnService.StartAsync(AllowLoopback, "--Kiln:Webhooks:TimeoutSeconds=600");
        await using var silent = new SilentServer();
        await using var subscriber = new WebhookSubscriber();
        (await service.Api.PostJsonAsync("webhooks", new JsonObject { ["url"] = silent.Url })).Data(HttpStatusCode.Created);
        await RegisterAsync(service, subscriber, "job.succeeded");
        subscriber.Start();

        string[] jobs = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => service.Api.SubmitForIdAsync("box.glb", SampleFiles.Box)));
        await silent.WhenCalledAsync();
        await Task.WhenAll(jobs.Select(service.Api.WaitForCompletionAsync));
        await subscriber.WaitUntilAsync(events => events.Count == jobs.Length);
        Assert.Equal(jobs.Order(), subscriber.Events.Select(item => (string?)item["subject"]).Order());
    }

    [OwnServiceFact]
    public async Task A_callback_url_is_called_with_the_organisations_secret()
    {
        await using var service = await KilnService.StartAsync(AllowLoopback);
        await using var subscriber = new WebhookSubscriber();
        subscriber.Secret = (await service.Api.GetAsync("callback-secret")).Data(HttpStatusCode.OK)["secret"]!.GetValue<string>();
        subscriber.Start();
        await service.Api.SubmitForIdAsync("box.glb", SampleFiles.Box, ("callback_url", subscriber.Url));

        await subscriber.WaitUntilAsync(events => events.Any(item => (string?)item["type"] == "kiln.job.succeeded"));
        Assert.Equal(0, subscriber.Unverified);
    }

    [OwnServiceFact]
    public async Task Endpoints_are_created_read_changed_rotated_tested_replayed_and_deleted()
    {
        await using var service = await KilnService.StartAsync(AllowLoopback);
        await using var subscriber = new WebhookSubscriber();
        string id = await RegisterAsync(service, subscriber);
        subscriber.Start();
        var api = service.Api;

        var read = (await api.GetAsync($"webhooks/{id}")).Data(HttpStatusCode.OK);
        Assert.Null(read["secret"]);
        Assert.Single((await api.GetAsync("webhooks")).Data(HttpStatusCode.OK).AsArray());

        var tested = (await api.PostJsonAsync($"webhooks/{id}/test", new JsonObject())).Data(HttpStatusCode.OK);
        Assert.True(tested["delivered"]!.GetValue<bool>());
        var rotated = (await api.PostJsonAsync($"webhooks/{id}/rotate", new JsonObject())).Data(HttpStatusCode.OK);
        Assert.NotEqual(subscriber.Secret, rotated["secret"]!.GetValue<string>());
        tested = (await api.PostJsonAsync($"webhooks/{id}/test", new JsonObject())).Data(HttpStatusCode.OK);
        Assert.True(tested["delivered"]!.GetValue<bool>(), "The old secret must sign during the overlap");

        var content = new StringContent("""{"events":["job.*"],"enabled":false}""", System.Text.Encoding.UTF8, "application/json");
        var changed = (await api.SendAsync(HttpMethod.Patch, $"webhooks/{id}", content)).Data(HttpStatusCode.OK);
        Assert.False(changed["enabled"]!.GetValue<bool>());
        var replay = await api.PostJsonAsync($"webhooks/{id}/replay", new JsonObject { ["since"] = "2026-01-01T00:00:00Z" });
        Assert.Equal(HttpStatusCode.Conflict, replay.Status);
        content = new StringContent("""{"enabled":true}""", System.Text.Encoding.UTF8, "application/json");
        (await api.SendAsync(HttpMethod.Patch, $"webhooks/{id}", content)).Data(HttpStatusCode.OK);
        replay = await api.PostJsonAsync($"webhooks/{id}/replay", new JsonObject { ["since"] = "2026-01-01T00:00:00Z" });
        Assert.Equal(HttpStatusCode.Accepted, replay.Status);

        Assert.Equal(HttpStatusCode.NoContent, (await api.SendAsync(HttpMethod.Delete, $"webhooks/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"webhooks/{id}")).Status);
    }

    [OwnServiceFact]
    public async Task Without_the_development_setting_loopback_and_plain_http_are_refused()
    {
        await using var service = await KilnService.StartAsync();
        foreach (string url in (string[])["http://127.0.0.1:9/", "https://localhost/", "https://10.0.0.1/", "http://example.com/", "https://example.com:22/"])
        {
            var reply = await service.Api.PostJsonAsync("webhooks", new JsonObject { ["url"] = url });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.Status);
        }
    }

    /// <summary>The newest row of a type that says delivered; the service notes it just after the subscriber has answered.</summary>
    private static async Task<JsonNode> WaitForLogAsync(KilnService service, string webhook, string type)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var log = (await service.Api.GetAsync($"webhooks/{webhook}/deliveries?status=delivered&limit=200")).Data(HttpStatusCode.OK).AsArray();
            if (log.FirstOrDefault(row => (string?)row!["type"] == type) is { } found)
            {
                return found;
            }

            await pause.WaitForNextTickAsync(limit.Token);
        }
    }

    private static async Task<string> RegisterAsync(KilnService service, WebhookSubscriber subscriber, params string[] events)
    {
        var body = new JsonObject { ["url"] = subscriber.Url, ["events"] = new JsonArray([.. events.Select(type => JsonValue.Create(type))]) };
        var reply = await service.Api.PostJsonAsync("webhooks", body);
        var endpoint = reply.Data(HttpStatusCode.Created);
        subscriber.Secret = endpoint["secret"]!.GetValue<string>();
        return endpoint["id"]!.GetValue<string>();
    }
}
