using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace Kiln.EndToEnd.Tests.Lynx;

/// <summary>
/// A fleet of runners of several kinds works on several studies while runners die at random. KILN_SEED repeats a run's decisions,
/// KILN_FLEET_RUNS makes the studies longer.
/// </summary>
public sealed class FleetTests(ITestOutputHelper output)
{
    private const int Runners = 50;
    private static readonly int Runs = Number("KILN_FLEET_RUNS") ?? 250;
    private static readonly string[] Types = ["alpha", "beta"];

    private readonly ConcurrentDictionary<string, int> _completions = new();
    private readonly ConcurrentDictionary<string, int> _underWay = new();
    private readonly ConcurrentDictionary<string, byte> _overLimit = new();

    [OwnServiceFact]
    public async Task Every_run_of_a_fleet_is_completed_once_within_the_limits()
    {
        int seed = Number("KILN_SEED") ?? Environment.TickCount;
        output.WriteLine($"seed {seed}");
        await using KilnService service = await KilnService.StartAsync([.. LynxService.Settings, "--Kiln:Lynx:MaxWaitSeconds=2"]);
        using LynxApi user = new(service.Api.Url);
        Dictionary<string, (string Type, int? Limit)> batches = [];
        foreach ((string type, int priority, int? limit) in new (string, int, int?)[] { ("alpha", 50, null), ("beta", 50, 5), ("alpha", 60, 8), ("beta", 40, null) })
        {
            JsonNode study = Studies.Example(Runs, type: type).With("compute.priority", priority).With("compute.max_retries", 10);
            string id = await user.SubmitAsync(limit is { } most ? study.With("compute.max_parallel_jobs", most) : study);
            batches[id] = (type, limit);
        }

        using CancellationTokenSource done = new();
        Task[] fleet = [.. Enumerable.Range(0, Runners).Select(number => WorkAsync(user, batches, number, new Random(seed + number), done.Token))];
        foreach (string id in batches.Keys)
        {
            await WaitForEndAsync(user, id);
        }

        await done.CancelAsync();
        await Task.WhenAll(fleet);
        foreach (string id in batches.Keys)
        {
            JsonNode batch = await user.ReadAsync($"batches/{id}");
            Assert.Equal(Runs, batch["jobs_by_status"]!.Int("Completed"));
            IReadOnlyList<JsonNode> jobs = await user.JobsAsync(id);
            Assert.Equal(Enumerable.Range(0, Runs), jobs.Select(job => job.Int("run_index")));
        }

        Assert.Equal(batches.Count * Runs, _completions.Count);
        Assert.All(_completions.Values, count => Assert.Equal(1, count));
        Assert.Empty(_overLimit);
    }

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), out int value) ? value : null;

    /// <summary>Reads the batch again and again until it has ended; its counts sum to its total at every read.</summary>
    private static async Task WaitForEndAsync(LynxApi user, string batchId)
    {
        using PeriodicTimer pause = new(TimeSpan.FromMilliseconds(100));
        string status;
        do
        {
            JsonNode batch = await user.ReadAsync($"batches/{batchId}");
            status = batch["batch"]!.Text("status");
            Assert.Contains(status, new[] { "Pending", "Running", "Completed" });
            Assert.Equal(Runs, batch["jobs_by_status"]!.AsObject().Sum(entry => entry.Value!.GetValue<int>()));
            await pause.WaitForNextTickAsync();
        }
        while (status != "Completed");
    }

    private async Task WorkAsync(
        LynxApi user, Dictionary<string, (string Type, int? Limit)> batches, int number, Random random, CancellationToken done)
    {
        string type = Types[number % Types.Length];
        while (!done.IsCancellationRequested)
        {
            // A runner that died comes back as another one; what it held is lost to it.
            using TestRunner runner = await TestRunner.RegisterAsync(user, type, jobs: 2);
            int deaths = 0;
            while (deaths == 0 && !done.IsCancellationRequested)
            {
                foreach (JsonNode run in await runner.ClaimAsync(most: 2, wait: 1))
                {
                    Assert.Equal(type, batches[run.Text("batch_id")].Type);
                    deaths += random.Next(60) == 0 ? 1 : await RunAsync(runner, run, batches[run.Text("batch_id")].Limit, random) ? 0 : 1;
                }
            }
        }
    }

    /// <summary>Makes a run; false when the runner dies of it.</summary>
    private async Task<bool> RunAsync(TestRunner runner, JsonNode run, int? limit, Random random)
    {
        string batch = run.Text("batch_id");
        if ((await runner.ReportAsync(run, "start")).Status != HttpStatusCode.OK)
        {
            return true;
        }

        if (_underWay.AddOrUpdate(batch, 1, (_, count) => count + 1) > limit)
        {
            _overLimit.TryAdd(run.Text("job_id"), 0);
        }

        try
        {
            switch (random.Next(60))
            {
                case 0:
                    return false;
                case 1:
                    await runner.FailAsync(run, "crash");
                    return true;
            }
        }
        finally
        {
            _underWay.AddOrUpdate(batch, 0, (_, count) => count - 1);
        }

        if ((await runner.CompleteAsync(run)).Status == HttpStatusCode.OK)
        {
            _completions.AddOrUpdate(run.Text("job_id"), 1, (_, count) => count + 1);
        }

        return true;
    }
}
