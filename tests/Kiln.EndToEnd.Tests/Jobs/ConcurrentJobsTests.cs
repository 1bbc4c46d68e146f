using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Jobs;

/// <summary>An organisation has as many jobs running as its plan allows; the others wait and say why.</summary>
public sealed class ConcurrentJobsTests
{
    private const string NoRate = "--Kiln:RequestsPerMinute=1000000";

    [OwnServiceFact]
    public async Task Jobs_over_the_plan_wait_their_turn_through_cancel_pause_and_kill()
    {
        await using var service = await KilnService.StartAsync("--Kiln:ConcurrentJobs=1", NoRate);
        string key = await service.MakeKeyAsync("small");
        using var first = new KilnApi(service.Api.Url, key);
        string running = await SubmitAsync(first, delay: 600);
        await WaitAsync(first, running, job => Word(job) == "running");
        string second = await SubmitAsync(first, delay: 600);
        string third = await SubmitAsync(first);
        string fourth = await SubmitAsync(first);
        foreach (string waiting in (string[])[second, third, fourth])
        {
            await WaitAsync(first, waiting, job => Reason(job) == "plan_limit");
        }

        // Another organisation is not concerned.
        await WaitAsync(service.Api, await SubmitAsync(service.Api), job => Word(job) == "succeeded");

        // A cancelled job gives its place to the oldest, a paused one too; who was cancelled while waiting is passed over.
        await CommandAsync(first, third, "cancel");
        await CommandAsync(first, running, "cancel");
        await WaitAsync(first, second, job => Word(job) == "running" && Reason(job) is null);
        Assert.Equal("plan_limit", Reason(await ReadAsync(first, fourth)));

        await service.KillAsync();
        await service.RestartAsync();
        using var again = new KilnApi(service.Api.Url, key);
        await WaitAsync(again, second, job => Word(job) == "running");
        Assert.Equal("plan_limit", Reason(await ReadAsync(again, fourth)));

        await CommandAsync(again, second, "pause");
        await WaitAsync(again, fourth, job => Word(job) == "succeeded");
        await CommandAsync(again, second, "resume");
        await WaitAsync(again, second, job => Word(job) == "running");
        await CommandAsync(again, second, "cancel");
    }

    [OwnServiceFact]
    public async Task No_more_jobs_run_at_a_time_than_the_plan_allows_and_all_come_to_their_end()
    {
        const int Most = 2;
        await using var service = await KilnService.StartAsync($"--Kiln:ConcurrentJobs={Most}", NoRate);
        using var api = new KilnApi(service.Api.Url, await service.MakeKeyAsync("small"));
        string[] jobs = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SubmitAsync(api, delay: 0.05)));
        var ended = await Task.WhenAll(jobs.Select(api.WaitForJobEndAsync));
        Assert.All(ended, job => Assert.Equal("succeeded", Word(job)));

        // From the start of the first step to the end: read from the logs.
        var logs = await Task.WhenAll(jobs.Select(async job => (await api.GetAsync($"jobs/{job}/events")).Body["data"]!.AsArray()));
        (DateTimeOffset Time, int Change)[] changes =
        [
            .. logs.SelectMany(log => new[] { (TimeOf(log, "task.claimed"), 1), (TimeOf(log, "job.succeeded"), -1) })
                .OrderBy(change => change.Item1).ThenBy(change => change.Item2),
        ];
        int now = 0;
        Assert.Equal(Most, changes.Max(change => now += change.Change));
    }

    private static DateTimeOffset TimeOf(JsonArray log, string type) =>
        log.First(item => (string?)item!["type"] == type)!["time"]!.GetValue<DateTimeOffset>();

    private static string Word(JsonNode job) => job["status"]!.GetValue<string>();

    private static string? Reason(JsonNode job) => (string?)job["waiting"]?["reason"];

    private static Task<string> SubmitAsync(KilnApi api, double delay = 0) =>
        api.SubmitJobAsync(new JsonObject { ["type"] = "noop", ["steps"] = 2, ["delay_seconds"] = delay });

    private static async Task CommandAsync(KilnApi api, string job, string verb)
    {
        var reply = await api.SendAsync(HttpMethod.Post, $"jobs/{job}/{verb}");
        Assert.True(reply.Status is HttpStatusCode.OK or HttpStatusCode.Accepted, $"{verb}: {(int)reply.Status}");
    }

    private static async Task<JsonNode> ReadAsync(KilnApi api, string job) => (await api.GetAsync($"jobs/{job}")).Data(HttpStatusCode.OK);

    private static async Task<JsonNode> WaitAsync(KilnApi api, string job, Func<JsonNode, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var state = await ReadAsync(api, job);
            if (condition(state))
            {
                return state;
            }

            Assert.False(limit.IsCancellationRequested, $"The condition does not come to hold for:\n{state}");
            await pause.WaitForNextTickAsync();
        }
    }
}
