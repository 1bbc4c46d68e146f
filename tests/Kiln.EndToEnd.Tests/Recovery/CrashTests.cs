using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.Recovery;

/// <summary>After <c>kill -9</c> and a restart, everything that was acknowledged goes on to its one right end.</summary>
public sealed class CrashTests
{
    [OwnServiceFact]
    public async Task Accepted_jobs_survive_a_kill_right_after_the_reply()
    {
        await using var service = await KilnService.StartAsync();
        long credits = await service.Api.CreditsAsync();
        var ids = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            ids.Add(await service.Api.SubmitForIdAsync($"box{i}.glb", SampleFiles.Box));
        }

        await service.KillAsync();
        await service.RestartAsync();

        foreach (string id in ids)
        {
            var payload = await service.Api.WaitForCompletionAsync(id);
            Assert.Equal(1, payload["credits"]!["charged"]!.GetValue<int>());
            Assert.Equal(0, payload["credits"]!["refunded"]!.GetValue<int>());
        }

        Assert.Equal(ids.Count, await service.Api.CountAsync());
        Assert.Equal(credits - ids.Count, await service.Api.CreditsAsync());
    }

    [OwnServiceFact]
    public async Task A_running_job_survives_kills_at_several_points_of_its_way()
    {
        await using var service = await KilnService.StartAsync();
        long credits = await service.Api.CreditsAsync();
        string id = await service.Api.SubmitForIdAsync("parts.glb", SampleFiles.TwoParts);
        long lastEvent = 0;

        foreach (int progress in (int[])[1, 20, 50])
        {
            var payload = await service.Api.WaitUntilAsync(
                id, payload => payload["progress"]!.GetValue<int>() >= progress || payload["status"]!.GetValue<string>() == "completed");
            var log = await EventsAsync(service, id);
            Assert.True(log.Count >= lastEvent, "Events that had been served are gone");
            lastEvent = log.Count;
            Assert.NotNull(payload);
            await service.KillAsync();
            await service.RestartAsync();
        }

        var completed = await service.Api.WaitForCompletionAsync(id);
        Assert.Equal(1, completed["credits"]!["charged"]!.GetValue<int>());
        Assert.Equal(credits - 1, await service.Api.CreditsAsync());
        var events = await EventsAsync(service, id);
        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(item => item!["sequence"]!.GetValue<int>()));
        Assert.Single(events, item => item!["type"]!.GetValue<string>() == "job.succeeded");
        Assert.Equal(HttpStatusCode.OK, (await service.Api.GetAsync($"conversions/{id}/result")).Status);
    }

    [OwnServiceFact]
    public async Task A_kill_between_cancel_and_stop_still_ends_cancelled()
    {
        await using var service = await KilnService.StartAsync();
        long credits = await service.Api.CreditsAsync();
        string id = await service.Api.SubmitForIdAsync("heavy.glb", SampleFiles.Heavy, SampleFiles.HeavyParameters);
        await service.Api.WaitUntilAsync(id, payload => payload["status"]!.GetValue<string>() == "running");

        await service.Api.SendAsync(HttpMethod.Post, $"conversions/{id}/cancel");
        await service.KillAsync();
        await service.RestartAsync();

        var payload = await service.Api.WaitForRefundAsync(id);
        Assert.Equal("cancelled", payload["status"]!.GetValue<string>());
        Assert.Equal(credits, await service.Api.CreditsAsync());
    }

    [OwnServiceFact]
    public async Task A_paused_job_is_still_paused_after_a_kill_and_completes_when_resumed()
    {
        await using var service = await KilnService.StartAsync();
        string id = await service.Api.SubmitForIdAsync("parts.glb", SampleFiles.TwoParts);
        await service.Api.SendAsync(HttpMethod.Post, $"conversions/{id}/pause");
        await service.KillAsync();
        await service.RestartAsync();

        Assert.True((await service.Api.ReadAsync(id))["suspended"]!.GetValue<bool>());
        await service.Api.SendAsync(HttpMethod.Post, $"conversions/{id}/resume");

        await service.Api.WaitForCompletionAsync(id);
    }

    [OwnServiceFact]
    public async Task An_idempotency_key_holds_over_a_kill()
    {
        await using var service = await KilnService.StartAsync();
        Task<ApiReply> Post() => service.Api.SendAsync(
            HttpMethod.Post, "conversions", KilnApi.Form("box.glb", SampleFiles.Box), ("Idempotency-Key", "over-a-kill"));
        var first = await Post();
        await service.KillAsync();
        await service.RestartAsync();

        var again = await Post();

        JsonNode id = first.Data(HttpStatusCode.Accepted)["id"]!;
        Assert.Equal(id.GetValue<string>(), again.Data(HttpStatusCode.Accepted)["id"]!.GetValue<string>());
        Assert.Equal(1, await service.Api.CountAsync());
    }

    private static async Task<JsonArray> EventsAsync(KilnService service, string id) =>
        (await service.Api.GetAsync($"conversions/{id}/events")).Body["data"]!.AsArray();
}
