using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Jobs;

namespace Kiln.EndToEnd.Tests.Workers;

/// <summary>What a worker may rely on, through HTTP. Each test has a queue of its own.</summary>
[Collection(SharedServiceDefinition.Name)]
public sealed class WorkerApiTests(SharedService service)
{
    private readonly KilnApi _api = service.Api;
    private readonly string _type = $"t{Guid.NewGuid():N}";

    [Fact]
    public async Task A_job_of_stages_is_worked_through_in_order()
    {
        string id = await _api.SubmitWorkAsync([WorkersApi.Stage(_type, 2), WorkersApi.Stage($"{_type}-b", 1)]);
        Assert.Null(await _api.ClaimAsync($"{_type}-b"));
        var first = (await _api.ClaimAsync(_type))!;
        var second = (await _api.ClaimAsync(_type))!;
        Assert.Null(await _api.ClaimAsync(_type));
        Assert.Equal((0, 1, 1), (first.Payload["data"]!.GetValue<int>(), second.Payload["data"]!.GetValue<int>(), first.Payload["attempt"]!.GetValue<int>()));

        await CompleteAsync(second);
        await CompleteAsync(first);
        await CompleteAsync((await _api.ClaimAsync($"{_type}-b"))!);

        var job = await _api.WaitForJobEndAsync(id);
        Assert.Equal("succeeded", job["status"]!.GetValue<string>());
        Assert.Equal(100, job["progress"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_claim_waits_for_work_and_gets_it_when_it_comes()
    {
        var waiting = _api.ClaimAsync(_type, waitSeconds: 20);

        string id = await _api.SubmitWorkAsync([WorkersApi.Stage(_type, 1)]);

        Assert.Equal(id, (await waiting)!.JobId);
    }

    [Fact]
    public async Task Reports_say_how_things_stand()
    {
        string id = await _api.SubmitWorkAsync([WorkersApi.Stage(_type, 2)]);
        var task = (await _api.ClaimAsync(_type, leaseSeconds: 5))!;
        Assert.Equal("claimed", await StatusAsync(id));

        var started = (await _api.ReportAsync(task, "start")).Data(HttpStatusCode.OK);
        Assert.Equal("running", started["job_status"]!.GetValue<string>());
        var beat = (await _api.ReportAsync(task, "heartbeat", new() { ["lease_seconds"] = 600 })).Data(HttpStatusCode.OK);
        Assert.True(beat["lease_expires_at"]!.GetValue<DateTimeOffset>() > task.Payload["lease_expires_at"]!.GetValue<DateTimeOffset>());
        Assert.Equal((false, false), (beat["cancel"]!.GetValue<bool>(), beat["pause"]!.GetValue<bool>()));

        await _api.PostJsonAsync($"jobs/{id}/pause", new JsonObject());
        var paused = (await _api.ReportAsync(task, "progress", new() { ["percent"] = 50 })).Data(HttpStatusCode.OK);
        Assert.True(paused["pause"]!.GetValue<bool>());
        Assert.Null(await _api.ClaimAsync(_type));

        await _api.PostJsonAsync($"jobs/{id}/resume", new JsonObject());
        await _api.PostJsonAsync($"jobs/{id}/cancel", new JsonObject());
        Assert.True((await _api.ReportAsync(task, "heartbeat")).Data(HttpStatusCode.OK)["cancel"]!.GetValue<bool>());
        Assert.Equal("cancelled", (await _api.ReportAsync(task, "release")).Data(HttpStatusCode.OK)["job_status"]!.GetValue<string>());
        Assert.Equal("cancelled", await StatusAsync(id));
    }

    [Fact]
    public async Task A_superseded_lease_changes_nothing_and_a_repeated_report_is_harmless()
    {
        string id = await _api.SubmitWorkAsync([WorkersApi.Stage(_type, 1, maxAttempts: 2)]);
        var old = (await _api.ClaimAsync(_type))!;
        var failed = (await _api.ReportAsync(old, "fail", new() { ["message"] = "It broke" })).Data(HttpStatusCode.OK);
        Assert.Equal("retried", failed["task_status"]!.GetValue<string>());
        var present = (await _api.ClaimAsync(_type))!;
        Assert.Equal(2, present.Payload["attempt"]!.GetValue<int>());

        foreach (string verb in (string[])["start", "heartbeat", "complete", "release"])
        {
            Assert.Equal("LEASE_LOST", (await _api.ReportAsync(old, verb)).Body["code"]!.GetValue<string>());
        }

        await CompleteAsync(present);
        await CompleteAsync(present);
        Assert.Equal("succeeded", await StatusAsync(id));
        Assert.Equal(HttpStatusCode.Conflict, (await _api.ReportAsync(old, "complete")).Status);
    }

    [Fact]
    public async Task A_failure_that_nothing_helps_ends_the_job_with_its_reason()
    {
        string id = await _api.SubmitWorkAsync([WorkersApi.Stage(_type, 1, maxAttempts: 5)]);
        var task = (await _api.ClaimAsync(_type))!;

        var reply = (await _api.ReportAsync(task, "fail", new() { ["message"] = "No such tile", ["retryable"] = false })).Data(HttpStatusCode.OK);

        Assert.Equal("failed", reply["job_status"]!.GetValue<string>());
        var failure = (await _api.GetAsync($"jobs/{id}")).Data(HttpStatusCode.OK)["failure"]!;
        Assert.Equal("PROCESSING_FAILED", failure["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_new_priority_is_obeyed_by_the_next_claim()
    {
        string low = await _api.SubmitWorkAsync([WorkersApi.Stage(_type, 1)], new() { ["priority"] = 10 });
        string high = await _api.SubmitWorkAsync([WorkersApi.Stage(_type, 1)], new() { ["priority"] = 90 });

        Assert.Equal(high, (await _api.ClaimAsync(_type))!.JobId);
        Assert.Equal(low, (await _api.ClaimAsync(_type))!.JobId);
    }

    [Theory]
    [InlineData("{}", "types", "worker")]
    [InlineData("""{"types":[""],"worker":"w"}""", "types")]
    [InlineData("""{"types":["a"],"worker":"w","wait_seconds":21,"lease_seconds":0}""", "wait_seconds", "lease_seconds")]
    public async Task A_claim_that_asks_wrongly_is_told_what_is_wrong(string body, params string[] fields)
    {
        var reply = await _api.PostJsonAsync("tasks/claim", JsonNode.Parse(body)!);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.Status);
        Assert.Equal(fields, reply.Body["errors"]!.AsArray().Select(fault => fault!["field"]!.GetValue<string>()));
    }

    [OwnServiceFact]
    public async Task Lapsed_leases_are_found_within_the_period_and_zombies_are_fenced()
    {
        await using var own = await KilnService.StartAsync("--Kiln:Workers:LeaseSweepSeconds=1");
        string id = await own.Api.SubmitWorkAsync([WorkersApi.Stage(_type, 1, maxAttempts: 2)]);
        var zombie = (await own.Api.ClaimAsync(_type, leaseSeconds: 1))!;

        var heir = (await own.Api.ClaimAsync(_type, waitSeconds: 20))!;

        Assert.Equal(2, heir.Payload["attempt"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.Conflict, (await own.Api.ReportAsync(zombie, "complete")).Status);
        (await own.Api.ReportAsync(heir, "complete")).Data(HttpStatusCode.OK);
        Assert.Equal("succeeded", (await own.Api.WaitForJobEndAsync(id))["status"]!.GetValue<string>());
    }

    [OwnServiceFact]
    public async Task Workers_that_do_not_begin_or_do_not_stop_are_not_waited_for()
    {
        await using var own = await KilnService.StartAsync("--Kiln:Workers:LeaseSweepSeconds=1", "--Kiln:Workers:CancelGraceSeconds=1");
        string idle = await own.Api.SubmitWorkAsync([WorkersApi.Stage(_type, 1)]);
        await own.Api.ClaimAsync(_type, leaseSeconds: 600, more: new() { ["start_within_seconds"] = 1 });
        Assert.Equal("failed", (await own.Api.WaitForJobEndAsync(idle))["status"]!.GetValue<string>());

        string deaf = await own.Api.SubmitWorkAsync([WorkersApi.Stage(_type, 1)]);
        var task = (await own.Api.ClaimAsync(_type, leaseSeconds: 600, more: new() { ["start"] = true }))!;
        Assert.Equal(HttpStatusCode.Accepted, (await own.Api.PostJsonAsync($"jobs/{deaf}/cancel", new JsonObject())).Status);
        Assert.Equal("cancelled", (await own.Api.WaitForJobEndAsync(deaf))["status"]!.GetValue<string>());
        Assert.Equal("LEASE_LOST", (await own.Api.ReportAsync(task, "complete")).Body["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_deadline_counts_from_the_first_start_and_ends_the_job_under_its_worker()
    {
        string id = await _api.SubmitWorkAsync([WorkersApi.Stage(_type, 1)], new() { ["timeout_seconds"] = 10 });
        Assert.Null((await _api.GetAsync($"jobs/{id}")).Data(HttpStatusCode.OK)["deadline"]);
        var task = (await _api.ClaimAsync(_type, more: new() { ["start"] = true }))!;
        Assert.NotNull(task.Payload["deadline"]);

        Assert.Equal("timed_out", (await _api.WaitForJobEndAsync(id))["status"]!.GetValue<string>());
        Assert.Equal("LEASE_LOST", (await _api.ReportAsync(task, "heartbeat")).Body["code"]!.GetValue<string>());
    }

    private async Task CompleteAsync(TakenTask task) => (await _api.ReportAsync(task, "complete")).Data(HttpStatusCode.OK);

    private async Task<string> StatusAsync(string id) =>
        (await _api.GetAsync($"jobs/{id}")).Data(HttpStatusCode.OK)["status"]!.GetValue<string>();
}
