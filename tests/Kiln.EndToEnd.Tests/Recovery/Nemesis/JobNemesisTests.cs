using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Jobs;
using Kiln.EndToEnd.Tests.Webhooks;
using Xunit.Abstractions;

namespace Kiln.EndToEnd.Tests.Recovery.Nemesis;

/// <summary>
/// Hundreds of jobs under random commands from several clients and random kills of the service. KILN_SEED repeats a run,
/// KILN_NEMESIS_SECONDS makes it go on for longer.
/// </summary>
public sealed class JobNemesisTests(ITestOutputHelper output)
{
    private const int Price = 2;
    private const int StayPaused = 3;

    private static readonly string[] Ends = ["job.succeeded", "job.failed", "job.timed_out", "job.cancelled"];

    [OwnServiceFact]
    public async Task Every_job_has_its_one_right_end_the_ledger_is_exact_and_no_event_is_missing()
    {
        Random random = NewRandom();
        await using var service = await KilnService.StartAsync(
            "--Kiln:Webhooks:AllowLoopback=true",
            string.Create(CultureInfo.InvariantCulture, $"--Kiln:Prices:noop={Price}"),
            string.Create(CultureInfo.InvariantCulture, $"--Kiln:Prices:glb_to_simready={Price}"),
            "--Kiln:RetryFirstDelaySeconds=0.05",
            "--Kiln:BuiltInConcurrency=16");
        await using var subscriber = new WebhookSubscriber();
        var endpoint = (await service.Api.PostJsonAsync("webhooks", new JsonObject { ["url"] = subscriber.Url })).Data(HttpStatusCode.Created);
        subscriber.Secret = endpoint["secret"]!.GetValue<string>();
        subscriber.Start();

        JobNemesis nemesis = new(service);
        Stopwatch watch = Stopwatch.StartNew();
        do
        {
            await nemesis.RunAsync(clients: 6, requests: 400, kills: 4, random);
        }
        while (watch.Elapsed < Longer);

        Note($"{nemesis.Jobs.Count} jobs, {nemesis.Requests} requests answered, {nemesis.LostRetries} retries without a reply");
        HashSet<string> paused = await nemesis.SettleAsync(StayPaused);
        Dictionary<string, JsonArray> logs = [];
        foreach (TrackedJob job in nemesis.Jobs.Where(job => !job.Deleted))
        {
            if (await EndOfAsync(service.Api, job, paused) is { } ended)
            {
                logs.Add(job.Id!, await CheckAsync(service.Api, job, ended));
            }
        }

        Note($"{logs.Count} jobs have ended or stay paused as they should");
        await CheckLedgerAsync(service.Api, nemesis, logs.Keys, paused);
        Note("the ledger is exact");
        await CheckDeliveriesAsync(service.Api, subscriber, logs, paused);
        Note($"{subscriber.Events.Count} deliveries, none missing");

        void Note(string what) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:0.0} s: {what}"));
    }

    private static TimeSpan Longer => TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("KILN_NEMESIS_SECONDS"), CultureInfo.InvariantCulture, out int seconds) ? seconds : 0);

    private Random NewRandom()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("KILN_SEED"), CultureInfo.InvariantCulture, out int given)
            ? given
            : Random.Shared.Next();
        output.WriteLine($"seed {seed}: repeat with KILN_SEED={seed}");
        return new Random(seed);
    }

    // Null for a job that is gone, as it may be when its deletion was asked for.
    private static async Task<JsonNode?> EndOfAsync(KilnApi api, TrackedJob job, HashSet<string> paused)
    {
        var reply = await api.GetAsync($"jobs/{job.Id}");
        if (reply.Status == HttpStatusCode.NotFound)
        {
            Assert.True(job.DeleteAsked, $"Job {job.Id} is gone and nobody deleted it.");
            return null;
        }

        if (!paused.Contains(job.Id!))
        {
            return await api.WaitForJobEndAsync(job.Id!);
        }

        var live = reply.Data(HttpStatusCode.OK);
        Assert.True(live["suspended"]!.GetValue<bool>(), $"A paused job went on:\n{live}");
        Assert.Null(live["completedAt"]?.GetValue<string>());
        return live;
    }

    private static async Task<JsonArray> CheckAsync(KilnApi api, TrackedJob job, JsonNode ended)
    {
        string status = ended["status"]!.GetValue<string>();
        if (job.Cancelled)
        {
            Assert.Equal("cancelled", status);
        }

        Assert.True(job.CancelAsked || status != "cancelled", $"Nobody cancelled job {job.Id}.");
        Assert.True(job.Fails || status != "failed", $"Job {job.Id} was not told to fail:\n{ended}");
        var log = (await api.GetAsync($"jobs/{job.Id}/events")).Body["data"]!.AsArray();
        Assert.Equal(Enumerable.Range(1, log.Count), log.Select(item => item!["sequence"]!.GetValue<int>()));
        int ends = log.Count(item => Ends.Contains(item!["type"]!.GetValue<string>()));
        bool isLive = ended["completedAt"] is null;
        Assert.Equal(ended["retries"]!.GetValue<int>() + (isLive ? 0 : 1), ends);
        return log;
    }

    private static async Task CheckLedgerAsync(KilnApi api, JobNemesis nemesis, IReadOnlyCollection<string> kept, HashSet<string> paused)
    {
        (JsonNode account, List<JsonNode> entries) = await SettledAccountAsync(api, paused.Count + nemesis.LostRetries);
        long Sum(string kind) => entries.Where(entry => (string?)entry["kind"] == kind).Sum(entry => entry["amount"]!.GetValue<long>());
        long Balance(string name) => account["balance"]![name]!.GetValue<long>();
        Assert.Equal((Sum("grant"), Sum("charge")), (Balance("granted"), Balance("charged")));
        Assert.Equal(Sum("reserve") - Sum("charge") - Sum("refund"), Balance("reserved"));
        Assert.Equal(Balance("granted") - Balance("charged") - Balance("reserved"), Balance("available"));

        foreach (var run in entries.Where(entry => (string?)entry["kind"] != "grant").GroupBy(entry => ((string?)entry["sourceId"], (int)entry["reservation"]!)))
        {
            Assert.Single(run, entry => (string?)entry["kind"] == "reserve");
            Assert.InRange(run.Count(entry => (string?)entry["kind"] is "charge" or "refund"), 0, 1);
        }

        ILookup<string, JsonNode> charges = entries.Where(entry => (string?)entry["kind"] == "charge").ToLookup(entry => (string)entry["sourceId"]!);
        foreach (string id in kept)
        {
            var job = (await api.GetAsync($"jobs/{id}")).Data(HttpStatusCode.OK);
            Assert.Equal((string?)job["status"] == "succeeded" ? 1 : 0, charges[id].Count());
        }

        ILookup<string, JsonNode> open = account["reservations"]!.AsArray().ToLookup(entry => (string)entry!["sourceId"]!, entry => entry!);
        Assert.All(paused, id => Assert.NotEmpty(open[id]));
    }

    // The ledger follows the end of a job. Of what is held then, each paused job has one reservation; a retry that got no reply may have
    // left one that the sweep gives back when it is old enough.
    private static async Task<(JsonNode Account, List<JsonNode> Entries)> SettledAccountAsync(KilnApi api, int mostOpen)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await api.GetAsync("account?limit=1")).Data(HttpStatusCode.OK)["reservations"]!.AsArray().Count > mostOpen)
        {
            await pause.WaitForNextTickAsync(limit.Token);
        }

        List<JsonNode> entries = [];
        for (string cursor = ""; ;)
        {
            var account = (await api.GetAsync($"account?limit=200{cursor}")).Data(HttpStatusCode.OK);
            entries.AddRange(account["ledger"]!.AsArray()!);
            if ((string?)account["next"] is not { } next)
            {
                return (account, entries);
            }

            cursor = $"&cursor={next}";
        }
    }

    private static async Task CheckDeliveriesAsync(
        KilnApi api, WebhookSubscriber subscriber, Dictionary<string, JsonArray> logs, HashSet<string> paused)
    {
        // The settlement is told after the end, so the logs have grown since.
        foreach (string id in logs.Keys.Except(paused))
        {
            logs[id] = (await api.GetAsync($"jobs/{id}/events")).Body["data"]!.AsArray();
        }

        await subscriber.WaitUntilAsync(events =>
        {
            ILookup<string, long> heard = Sequences(events);
            return logs.All(log => heard[log.Key].Distinct().Count() >= log.Value.Count);
        });
        Assert.Equal(0, subscriber.Unverified);
        foreach (IGrouping<string, long> job in Sequences(subscriber.Events))
        {
            long[] heard = [.. job.Distinct().Order()];
            Assert.Equal(Enumerable.Range(1, heard.Length).Select(number => (long)number), heard);
        }
    }

    private static ILookup<string, long> Sequences(IReadOnlyList<JsonNode> events) =>
        events.ToLookup(item => (string)item["subject"]!, item => item["data"]!["sequence"]!.GetValue<long>());
}
