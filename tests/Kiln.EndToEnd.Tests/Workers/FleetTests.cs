using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace Kiln.EndToEnd.Tests.Workers;

/// <summary>
/// Fifty workers over HTTP, some of which die with a task in their hands or report after their lease has ended: each task is completed
/// once in the record, jobs of a higher priority go first, of equal ones the older, and no job is stranded. <c>KILN_SEED</c> repeats a run,
/// <c>KILN_FLEET_TASKS</c> makes it longer.
/// </summary>
public sealed class FleetTests(ITestOutputHelper output)
{
    private const int Workers = 50;
    private const int LeaseSeconds = 2;
    private static readonly int[] Priorities = [90, 50, 10];
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly int _seed = Number("KILN_SEED", Environment.TickCount & 0xffff);
    private readonly int _tasks = Number("KILN_FLEET_TASKS", 3000);
    private readonly ConcurrentQueue<(int Priority, string Job)> _firstClaims = new();
    private readonly ConcurrentDictionary<string, byte> _claimed = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<TakenTask> _zombies = [];
    private int _acknowledged;

    [OwnServiceFact]
    public Task Every_task_is_done_once_in_order_of_priority() => RunAsync(kills: 0);

    [OwnServiceFact]
    public Task Every_task_is_done_once_though_the_service_is_killed() => RunAsync(kills: 2);

    private async Task RunAsync(int kills)
    {
        output.WriteLine($"KILN_SEED={_seed} KILN_FLEET_TASKS={_tasks}");
        var random = new Random(_seed);
        await using var service = await KilnService.StartAsync("--Kiln:Workers:LeaseSweepSeconds=1");
        string[] jobs = await SubmitAsync(service.Api, random);
        using var ended = new CancellationTokenSource(Limit);
        Task[] fleet = [.. Enumerable.Range(0, Workers).Select(number => WorkAsync(service, new Random(_seed + number), number, ended.Token))];
        for (int kill = 1; kill <= kills; kill++)
        {
            await UntilAsync(() => Volatile.Read(ref _acknowledged) >= _tasks * kill / (kills + 1), ended.Token);
            await service.KillAsync();
            await service.RestartAsync();
        }

        foreach (string job in jobs)
        {
            await UntilEndedAsync(service, job, ended.Token);
        }

        await ended.CancelAsync();
        await Task.WhenAll(fleet);
        foreach (TakenTask zombie in _zombies)
        {
            Assert.Equal(HttpStatusCode.Conflict, (await service.Api.ReportAsync(zombie, "complete")).Status);
        }

        int recorded = 0;
        foreach (string job in jobs)
        {
            recorded += await CheckRecordAsync(service.Api, job);
        }

        Assert.Equal(_tasks, recorded);
        if (kills == 0)
        {
            CheckOrder(jobs);
        }
    }

    /// <summary>Jobs of one and two stages and of all priorities, mixed.</summary>
    private async Task<string[]> SubmitAsync(KilnApi api, Random random)
    {
        List<string> jobs = [];
        int left = _tasks;
        while (left > 0)
        {
            int first = Math.Min(left, random.Next(1, 400));
            int second = Math.Min(left - first, random.Next(3) == 0 ? random.Next(1, 50) : 0);
            JsonArray stages = [WorkersApi.Stage("fleet", first, maxAttempts: 50)];
            if (second > 0)
            {
                stages.Add(WorkersApi.Stage("fleet", second, maxAttempts: 50));
            }

            jobs.Add(await api.SubmitWorkAsync(stages, new() { ["priority"] = Priorities[jobs.Count % Priorities.Length] }));
            left -= first + second;
        }

        return [.. jobs];
    }

    private async Task WorkAsync(KilnService service, Random random, int number, CancellationToken ended)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!ended.IsCancellationRequested)
        {
            try
            {
                var task = await service.Api.ClaimAsync("fleet", $"w{number}", waitSeconds: 1, leaseSeconds: LeaseSeconds);
                if (task is not null)
                {
                    Note(task);
                    await DoAsync(service.Api, random, task);
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or InvalidOperationException or ObjectDisposedException or OperationCanceledException)
            {
                // The service is dead for the moment.
                await pause.WaitForNextTickAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Notes the first claim of each task that was ready from the beginning.</summary>
    private void Note(TakenTask task)
    {
        string job = task.Payload["job_id"]!.GetValue<string>();
        if (task.Payload["stage_id"]!.GetValue<string>() == "stage-1" && _claimed.TryAdd($"{job}/{task.Payload["task_id"]}", 0))
        {
            _firstClaims.Enqueue((task.Payload["priority"]!.GetValue<int>(), job));
        }
    }

    private async Task DoAsync(KilnApi api, Random random, TakenTask task)
    {
        switch (random.Next(100))
        {
            case 0 when random.Next(4) == 0:
                // The worker dies with the task in its hands.
                return;
            case 1 when random.Next(4) == 0:
                // Comes back when its lease has long ended.
                _zombies.Add(task);
                return;
            case < 5:
                await api.ReportAsync(task, "fail", new() { ["message"] = "It broke" });
                return;
            case < 7:
                await api.ReportAsync(task, "release");
                return;
            case < 12:
                await api.ReportAsync(task, "progress", new() { ["percent"] = random.Next(100), ["lease_seconds"] = LeaseSeconds });
                break;
        }

        if ((await api.ReportAsync(task, "complete")).Status == HttpStatusCode.OK)
        {
            Interlocked.Increment(ref _acknowledged);
        }
    }

    private async Task<int> CheckRecordAsync(KilnApi api, string job)
    {
        var payload = (await api.GetAsync($"jobs/{job}")).Data(HttpStatusCode.OK);
        Assert.Equal("succeeded", payload["status"]!.GetValue<string>());
        HashSet<string> completed = [];
        long last = 0;
        while (true)
        {
            var page = (await api.GetAsync(string.Create(CultureInfo.InvariantCulture, $"jobs/{job}/events?after={last}"))).Body;
            foreach (var happened in page["data"]!.AsArray())
            {
                Assert.Equal(++last, happened!["sequence"]!.GetValue<long>());
                if (happened["type"]!.GetValue<string>() == "task.completed")
                {
                    string task = happened["data"]!["task_id"]!.GetValue<string>();
                    Assert.True(completed.Add(task), $"Task {task} of job {job} was completed twice (seed {_seed})");
                }
            }

            if (page["meta"]!["terminal"]!.GetValue<bool>())
            {
                break;
            }
        }

        var stages = (await api.GetAsync($"jobs/{job}/stages")).Data(HttpStatusCode.OK).AsArray();
        Assert.Equal(stages.Sum(stage => stage!["tasks"]!.AsArray().Count), completed.Count);
        return completed.Count;
    }

    /// <summary>
    /// While tasks of a higher priority, or of an older job of the same, were to be had, nobody got one of a lower or younger: of all first
    /// claims, those of one job lie before those of the next, but for what was on its way at the same time.
    /// </summary>
    private void CheckOrder(string[] jobs)
    {
        int[] ranks =
        [
            .. _firstClaims.Select(claim => (Array.IndexOf(Priorities, claim.Priority) * jobs.Length) + Array.IndexOf(jobs, claim.Job)),
        ];
        foreach (int rank in ranks.Distinct())
        {
            int last = Array.LastIndexOf(ranks, rank);
            int before = ranks.Take(last).Count(other => other > rank);
            Assert.True(before <= 3 * Workers, $"{before} claims came before the last of their betters, rank {rank} (seed {_seed})");
        }
    }

    private static async Task UntilEndedAsync(KilnService service, string job, CancellationToken limit)
    {
        while (true)
        {
            limit.ThrowIfCancellationRequested();
            var payload = (await service.Api.GetAsync($"jobs/{job}")).Data(HttpStatusCode.OK);
            if (payload["completedAt"] is not null)
            {
                return;
            }

            await service.Api.GetAsync($"jobs/{job}/events?after={payload["lastSequence"]}&wait=5");
        }
    }

    private static async Task UntilAsync(Func<bool> condition, CancellationToken limit)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition())
        {
            await look.WaitForNextTickAsync(limit);
        }
    }

    private static int Number(string variable, int absent) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : absent;
}
