using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kiln.Client;
using Kiln.Client.Batches;
using Kiln.Client.Jobs;
using Kiln.Client.Workers;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Client;

/// <summary>The client library's worker against the service.</summary>
public sealed class ClientWorkerTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private KilnService _service = null!;
    private KilnClient _client = null!;

    public async Task InitializeAsync()
    {
        _service = await KilnService.StartAsync();
        _client = Connect();
    }

    [OwnServiceFact]
    public async Task Workers_run_a_job_of_two_stages_to_its_end_and_its_results_are_kept()
    {
        Job job = await SubmitAsync(Stage("cut", 6), Stage("join", 1));
        var seen = new ConcurrentBag<(string? Stage, int Number)>();
        Task running = RunAsync(["cut", "join"], 3, (context, _) =>
        {
            seen.Add((context.Task.Stage, context.Task.Data!.Value.GetInt32()));
            context.Report(50, "half way");
            return Task.FromResult<JsonElement?>(JsonSerializer.SerializeToElement(new { squared = 4 }));
        });

        Job end = await _client.Jobs.WaitAsync(job.Id).WaitAsync(Limit);

        await StopAsync(running);
        Assert.Equal("succeeded", end.Status);
        Assert.Equal([("cut", 0), ("cut", 1), ("cut", 2), ("cut", 3), ("cut", 4), ("cut", 5), ("join", 0)], seen.Order());
    }

    [OwnServiceFact]
    public async Task A_cancelled_job_stops_its_worker_and_ends_when_the_task_is_given_back()
    {
        Job job = await SubmitAsync(Stage("cut", 1));
        var begun = new TaskCompletionSource();
        var reason = new TaskCompletionSource<StopReason>();
        Task running = RunAsync(["cut"], 1, async (context, token) =>
        {
            begun.SetResult();
            await UntilStopped(token);
            reason.SetResult(context.StopReason);
            throw new OperationCanceledException(token);
        });
        await begun.Task.WaitAsync(Limit);

        Job asked = await _client.Jobs.CancelAsync(job.Id);
        Assert.True(asked is { CancelRequested: true, IsTerminal: false });

        Assert.Equal(StopReason.Cancelled, await reason.Task.WaitAsync(Limit));
        Assert.Equal("cancelled", (await _client.Jobs.WaitAsync(job.Id).WaitAsync(Limit)).Status);
        await StopAsync(running);
    }

    [OwnServiceFact]
    public async Task A_task_that_fails_is_tried_again_until_its_attempts_are_used_up()
    {
        Job job = await SubmitAsync(Stage("cut", 1, attempts: 3));
        var attempts = new ConcurrentQueue<int>();
        Task running = RunAsync(["cut"], 1, (context, _) =>
        {
            attempts.Enqueue(context.Task.Attempt);
            throw new InvalidDataException("no such tile");
        });

        Job end = await _client.Jobs.WaitAsync(job.Id).WaitAsync(Limit);

        await StopAsync(running);
        Assert.Equal([1, 2, 3], attempts);
        Assert.Equal(("failed", "PROCESSING_FAILED", "InvalidDataException: no such tile"), (end.Status, end.Failure!.Code, end.Failure.Message));
    }

    [OwnServiceFact]
    public async Task A_worker_outlasts_a_service_that_is_killed_in_the_midst_of_its_work()
    {
        Job job = await SubmitAsync(Stage("cut", 2));
        var begun = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        string port = $"http://127.0.0.1:{_service.Api.Url.Port}";
        Task running = RunAsync(["cut"], 1, async (_, token) =>
        {
            begun.TrySetResult();
            await goOn.Task.WaitAsync(token);
            return null;
        });
        await begun.Task.WaitAsync(Limit);

        await _service.KillAsync();
        await _service.RestartAsync(port);
        goOn.SetResult();

        using KilnClient again = Connect();
        Assert.Equal("succeeded", (await again.Jobs.WaitAsync(job.Id).WaitAsync(Limit)).Status);
        await StopAsync(running);
    }

    [OwnServiceFact]
    public async Task A_batch_is_worked_off_and_counted()
    {
        Batch batch = await _client.Batches.SubmitAsync(
            new JsonObject
            {
                ["type"] = "work",
                ["name"] = "atlas",
                ["items"] = new JsonArray([.. Enumerable.Range(0, 5).Select(_ => (JsonNode)new JsonObject { ["stages"] = new JsonArray(Stage("cut", 1)) })]),
            },
            Guid.NewGuid().ToString());
        Task running = RunAsync(["cut"], 2, (_, _) => Task.FromResult<JsonElement?>(null));

        CursorPage<Job> jobs;
        do
        {
            jobs = await _client.Batches.JobsAsync(batch.Id);
            foreach (Job job in jobs.Data)
            {
                await _client.Jobs.WaitAsync(job.Id).WaitAsync(Limit);
            }
        }
        while (jobs.Data.Count < 5);

        await StopAsync(running);
        batch = await _client.Batches.GetAsync(batch.Id);
        Assert.Equal((5, 5L, 100), (batch.Total, batch.Counts!.Succeeded, batch.Progress));
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        _stop.Dispose();
        await _service.DisposeAsync();
    }

    private static JsonObject Stage(string type, int tasks, int attempts = 1) => new()
    {
        ["type"] = type,
        ["max_attempts"] = attempts,
        ["retry"] = new JsonObject { ["first_delay_seconds"] = 0, ["factor"] = 1, ["max_delay_seconds"] = 0 },
        ["tasks"] = new JsonArray([.. Enumerable.Range(0, tasks).Select(number => (JsonNode)new JsonObject { ["data"] = number })]),
    };

    private static Task UntilStopped(CancellationToken token)
    {
        var stopped = new TaskCompletionSource();
        token.Register(stopped.SetResult);
        return stopped.Task.WaitAsync(Limit, CancellationToken.None);
    }

    private KilnClient Connect() => new(new KilnClientOptions
    {
        ServiceUrl = _service.Api.Url,
        ApiKey = File.ReadAllText(Path.Combine(_service.DataDirectory, "development-key")).Trim(),
    });

    private Task<Job> SubmitAsync(params JsonObject[] stages) => _client.Jobs.SubmitAsync(
        new JsonObject { ["type"] = "work", ["name"] = "tiles", ["stages"] = new JsonArray([.. stages]) }, Guid.NewGuid().ToString());

    private Task RunAsync(string[] types, int concurrency, TaskHandler handler) => new TaskWorker(
        _client.Tasks,
        new TaskWorkerOptions
        {
            Types = types,
            Concurrency = concurrency,
            HeartbeatInterval = TimeSpan.FromMilliseconds(100),
            FirstPause = TimeSpan.FromMilliseconds(50),
            LongestPause = TimeSpan.FromMilliseconds(500),
        },
        handler).RunAsync(_stop.Token);

    private async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        await running.WaitAsync(Limit);
    }
}
