using System.Net;
using System.Text.Json;
using Kiln.Client.Tests.Fakes;
using Kiln.Client.Workers;

namespace Kiln.Client.Tests.Workers;

public sealed class TaskWorkerTests : IDisposable
{
    private static readonly TaskWorkerOptions Options = new()
    {
        Types = ["render"],
        Name = "rig",
        HeartbeatInterval = TimeSpan.FromMilliseconds(5),
        StopGrace = TimeSpan.FromMilliseconds(20),
        FirstPause = TimeSpan.FromMilliseconds(1),
        LongestPause = TimeSpan.FromMilliseconds(5),
    };

    private readonly FakeTaskService _service = new();
    private readonly CancellationTokenSource _stop = new();

    [Fact]
    public async Task Work_that_is_done_is_reported_with_its_result()
    {
        _service.Add("t1");
        Task running = RunAsync((context, _) => Task.FromResult<JsonElement?>(context.Task.Data));

        TaskCall completed = await _service.WhenCalled("complete");

        await StopAsync(running);
        Assert.Equal(("t1", "secret", 7), (completed.TaskId, (string?)completed.Body["lease_token"], (int)completed.Body["result"]!["tile"]!));
        Assert.Equal(["claim", "start"], _service.Calls.Take(2).Select(call => call.Verb));
        TaskCall claim = _service.Calls[0];
        Assert.Equal(("rig", "render", 20, 60), (
            (string?)claim.Body["worker"], (string?)claim.Body["types"]![0], (int)claim.Body["wait_seconds"]!, (int)claim.Body["lease_seconds"]!));
    }

    [Fact]
    public async Task A_failure_says_whether_another_attempt_may_help()
    {
        _service.Add("t1");
        Task running = RunAsync((_, _) => throw new WorkFailedException("The tile is empty", retryable: false, "VALIDATION_ERROR"));

        TaskCall failed = await _service.WhenCalled("fail");

        await StopAsync(running);
        Assert.Equal(("VALIDATION_ERROR", "The tile is empty", false), (
            (string?)failed.Body["code"], (string?)failed.Body["message"], (bool)failed.Body["retryable"]!));
    }

    [Fact]
    public async Task Whatever_the_work_throws_ends_the_attempt_and_not_the_worker()
    {
        _service.Add("t1");
        _service.Add("t2");
        Task running = RunAsync((context, _) => context.Task.TaskId == "t1"
            ? throw new InvalidDataException("bad header")
            : Task.FromResult<JsonElement?>(null));

        TaskCall failed = await _service.WhenCalled("fail");
        TaskCall completed = await _service.WhenCalled("complete");

        await StopAsync(running);
        Assert.Equal(("t1", "InvalidDataException: bad header", true), (
            failed.TaskId, (string?)failed.Body["message"], (bool)failed.Body["retryable"]!));
        Assert.Equal("t2", completed.TaskId);
    }

    [Theory]
    [InlineData(true, false, StopReason.Cancelled)]
    [InlineData(false, true, StopReason.Paused)]
    public async Task A_heartbeat_that_asks_for_a_stop_trips_the_token_and_the_task_is_given_back(bool cancel, bool pause, StopReason reason)
    {
        _service.Signals = (cancel, pause);
        _service.Add("t1");
        StopReason seen = StopReason.None;
        Task running = RunAsync(async (context, token) =>
        {
            await Tripped(token);
            seen = context.StopReason;
            throw new OperationCanceledException(token);
        });

        await _service.WhenCalled("release");

        await StopAsync(running);
        Assert.Equal(reason, seen);
        Assert.DoesNotContain(_service.Calls, call => call.Verb is "complete" or "fail");
    }

    [Fact]
    public async Task Work_that_finishes_in_spite_of_a_cancel_counts()
    {
        _service.Signals = (true, false);
        _service.Add("t1");
        Task running = RunAsync(async (_, token) =>
        {
            await Tripped(token);
            return null;
        });

        await _service.WhenCalled("complete");

        await StopAsync(running);
    }

    [Fact]
    public async Task A_superseded_attempt_stops_and_reports_nothing()
    {
        _service.Interfere = call => call.Verb == "heartbeat" ? FakeTaskService.Refuse(HttpStatusCode.Conflict, "LEASE_LOST") : null;
        _service.Add("t1");
        TaskCompletionSource<StopReason> stopped = new();
        Task running = RunAsync(async (context, token) =>
        {
            await Tripped(token);
            stopped.SetResult(context.StopReason);
            throw new OperationCanceledException(token);
        });

        Assert.Equal(StopReason.LeaseLost, await stopped.Task);
        await StopAsync(running);
        Assert.DoesNotContain(_service.Calls, call => call.Verb is "complete" or "fail" or "release");
    }

    [Fact]
    public async Task An_attempt_whose_lease_ends_while_the_service_is_away_stops()
    {
        _service.Lease = TimeSpan.FromMilliseconds(-1);
        _service.Interfere = call => call.Verb == "heartbeat" ? throw new HttpRequestException("away") : null;
        _service.Add("t1");
        TaskCompletionSource<StopReason> stopped = new();
        Task running = RunAsync(async (context, token) =>
        {
            await Tripped(token);
            stopped.SetResult(context.StopReason);
            throw new OperationCanceledException(token);
        });

        Assert.Equal(StopReason.LeaseLost, await stopped.Task);
        await StopAsync(running);
    }

    [Fact]
    public async Task Within_its_lease_an_attempt_outlasts_a_service_that_is_away()
    {
        int beats = 0;
        TaskCompletionSource enough = new();
        _service.Interfere = call =>
        {
            if (call.Verb == "heartbeat" && ++beats < 5)
            {
                throw new HttpRequestException("away");
            }

            if (beats >= 5)
            {
                enough.TrySetResult();
            }

            return null;
        };
        _service.Add("t1");
        Task running = RunAsync(async (_, token) =>
        {
            await enough.Task.WaitAsync(token);
            return null;
        });

        await _service.WhenCalled("complete");

        await StopAsync(running);
    }

    [Fact]
    public async Task A_worker_that_stops_gives_back_what_does_not_end_in_time()
    {
        _service.Add("t1");
        StopReason seen = StopReason.None;
        TaskCompletionSource begun = new();
        Task running = RunAsync(async (context, token) =>
        {
            begun.SetResult();
            await Tripped(token);
            seen = context.StopReason;
            throw new OperationCanceledException(token);
        });
        await begun.Task;

        await StopAsync(running);

        Assert.Equal(StopReason.WorkerStopping, seen);
        Assert.Equal("release", _service.Calls[^1].Verb);
    }

    [Fact]
    public async Task Progress_is_sent_with_the_newest_figure()
    {
        _service.Add("t1");
        TaskCompletionSource told = new();
        Task running = RunAsync(async (context, token) =>
        {
            context.Report(10, "reading");
            context.Report(30);
            await told.Task.WaitAsync(token);
            return null;
        });

        TaskCall progress = await _service.WhenCalled("progress");
        told.SetResult();

        await StopAsync(running);
        Assert.Equal((30, "reading"), ((int)progress.Body["percent"]!, (string?)progress.Body["step"]));
    }

    [Fact]
    public async Task Claims_go_on_after_the_service_was_away()
    {
        int claims = 0;
        _service.Interfere = call => call.Verb == "claim" && ++claims < 4
            ? FakeTaskService.Refuse(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE")
            : null;
        _service.Add("t1");
        List<Exception> faults = [];
        Task running = RunAsync((_, _) => Task.FromResult<JsonElement?>(null), faults.Add);

        await _service.WhenCalled("complete");

        await StopAsync(running);
        Assert.Equal(3, faults.Count);
    }

    [Fact]
    public async Task A_worker_that_is_refused_says_so_and_ends()
    {
        _service.Interfere = call => call.Verb == "claim" ? FakeTaskService.Refuse(HttpStatusCode.Unauthorized, "UNAUTHORIZED") : null;

        KilnApiException refusal = await Assert.ThrowsAsync<KilnApiException>(
            () => RunAsync((_, _) => Task.FromResult<JsonElement?>(null)).WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.Equal("UNAUTHORIZED", refusal.Code);
    }

    [Fact]
    public async Task Tasks_run_side_by_side_up_to_the_limit()
    {
        using Barrier together = new(3);
        for (int i = 0; i < 6; i++)
        {
            _service.Add($"t{i}");
        }

        int done = 0;
        TaskCompletionSource all = new();
        using KilnClient client = _service.Client();
        TaskWorker worker = new(client.Tasks, Options with { Concurrency = 3 }, async (_, token) =>
        {
            await Task.Run(() => together.SignalAndWait(TimeSpan.FromSeconds(30), token), token);
            if (Interlocked.Increment(ref done) == 6)
            {
                all.SetResult();
            }

            return null;
        });
        Task running = worker.RunAsync(_stop.Token);

        await all.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await StopAsync(running);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _service.Dispose();
    }

    private static Task Tripped(CancellationToken token)
    {
        TaskCompletionSource tripped = new();
        token.Register(tripped.SetResult);
        return tripped.Task.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
    }

    private async Task RunAsync(TaskHandler handler, Action<Exception>? onFault = null)
    {
        using KilnClient client = _service.Client();
        TaskWorker worker = new(client.Tasks, Options, handler);
        worker.ServiceFault += (_, fault) => onFault?.Invoke(fault.Fault);
        await worker.RunAsync(_stop.Token);
    }

    private async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
