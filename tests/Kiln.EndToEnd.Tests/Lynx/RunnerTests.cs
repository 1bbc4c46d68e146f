using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Lynx;

/// <summary>Registering runners, matching, draining, losing them.</summary>
[Collection(LynxDefinition.Name)]
public sealed class RunnerTests(LynxService service)
{
    private LynxApi User => service.User;

    [OwnServiceFact]
    public async Task A_runner_registers_and_is_shown()
    {
        string key = $"rig-{Guid.NewGuid():N}";
        JsonNode reply = (await User.PostAsync("runners", TestRunner.Registration(key, ["a", "b"]))).Must(HttpStatusCode.Created);
        Assert.StartsWith("lrt_", reply.Text("runner_token"), StringComparison.Ordinal);
        Assert.Equal((10, 3, 20), (reply.Int("heartbeat_interval_secs"), reply.Int("lease_secs"), reply.Int("max_wait_secs")));
        JsonNode runner = await User.ReadAsync($"runners/{reply["runner"]!.Text("id")}");
        Assert.Equal(("rig", "Idle", "1.2.0"), (runner.Text("name"), runner.Text("status"), runner.Text("version")));
        Assert.Equal(16, runner["capabilities"]!.Int("cpu_cores"));
        Assert.Empty(runner["active_jobs"]!.AsArray());
        Assert.Contains(
            runner.Text("id"), (await User.ReadAsync("runners?limit=1000"))["runners"]!.AsArray().Select(one => one!.Text("id")));
        await User.WaitAsync($"runners/{runner.Text("id")}", one => one.Text("status") == "Offline");
    }

    [OwnServiceFact]
    public async Task A_faulty_registration_is_refused_by_path()
    {
        JsonNode body = TestRunner.Registration("x", cores: 0, memory: 0, jobs: 0);
        body["capabilities"]!["gpu"] = true;
        Assert.Equal(
            ["capabilities.cpu_cores", "capabilities.gpu", "capabilities.max_concurrent_jobs", "capabilities.memory_gb"],
            (await User.PostAsync("runners", body)).Paths().Order());
        Assert.Equal(["capabilities", "instance_key", "name"], (await User.PostAsync("runners", new JsonObject())).Paths().Order());
    }

    [OwnServiceFact]
    public async Task A_restarted_runner_keeps_its_identity_and_its_old_leases_end()
    {
        string type = Type();
        JsonNode registration = TestRunner.Registration($"rig-{type}", [type]);
        using TestRunner before = await TestRunner.RegisterAsync(User, registration.DeepClone());
        await User.SubmitAsync(Studies.Example(runs: 1, type: type));
        JsonNode lost = await before.BeginAsync();
        (await User.PostAsync($"runners/{before.Id}/drain")).Must(HttpStatusCode.OK);

        using TestRunner after = await TestRunner.RegisterAsync(User, registration.DeepClone());
        Assert.Equal(before.Id, after.Id);
        (await before.CompleteAsync(lost)).MustFail(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        (await after.CompleteAsync(lost)).MustFail(HttpStatusCode.Conflict, "LEASE_LOST");
        JsonNode job = await User.ReadAsync($"jobs/{lost.Text("job_id")}");
        Assert.Equal(("Pending", 1, "Runner lost"), (job.Text("status"), job.Int("retries"), job.Text("error_message")));
        Assert.Null(job["assigned_runner"]);
        Assert.Equal("Maintenance", (await User.ReadAsync($"runners/{after.Id}")).Text("status"));

        (await User.PostAsync($"runners/{after.Id}/resume")).Must(HttpStatusCode.OK);
        JsonNode again = await after.BeginAsync();
        Assert.Equal(2, again.Int("attempt"));
        Assert.Equal(lost["run_config"]!.ToJsonString(), again["run_config"]!.ToJsonString());
        (await after.CompleteAsync(again)).Must(HttpStatusCode.OK);
    }

    [OwnServiceFact]
    public async Task A_drained_runner_finishes_what_it_has_and_takes_no_more()
    {
        string type = Type();
        using TestRunner runner = await TestRunner.RegisterAsync(User, type);
        await User.SubmitAsync(Studies.Example(runs: 2, type: type));
        JsonNode run = await runner.BeginAsync();
        Assert.Equal("Busy", (await User.ReadAsync($"runners/{runner.Id}")).Text("status"));
        Assert.Equal([run.Text("job_id")], (await User.ReadAsync($"runners/{runner.Id}"))["active_jobs"]!.AsArray().Select(id => id!.GetValue<string>()));

        JsonNode drained = (await User.PostAsync($"runners/{runner.Id}/drain")).Must(HttpStatusCode.OK);
        Assert.Equal("Maintenance", drained.Text("status"));
        ApiReply claim = await runner.Api.PostAsync($"runners/{runner.Id}/claim", new JsonObject { ["wait_secs"] = 5 });
        Assert.Equal(HttpStatusCode.NoContent, claim.Status);
        Assert.Equal(["true"], claim.Headers.GetValues("X-Lynx-Drain"));
        (await runner.CompleteAsync(run)).Must(HttpStatusCode.OK);

        Assert.Equal("Idle", (await User.PostAsync($"runners/{runner.Id}/resume")).Must(HttpStatusCode.OK).Text("status"));
        (await runner.CompleteAsync(await runner.BeginAsync())).Must(HttpStatusCode.OK);
    }

    [OwnServiceFact]
    public async Task A_claim_that_waits_is_ended_by_a_drain_and_by_work()
    {
        string type = Type();
        using TestRunner runner = await TestRunner.RegisterAsync(User, type);
        Task<IReadOnlyList<JsonNode>> waiting = runner.ClaimAsync(wait: 20);
        await User.SubmitAsync(Studies.Example(runs: 1, type: type));
        JsonNode run = Assert.Single(await waiting);
        Task<IReadOnlyList<JsonNode>> again = runner.ClaimAsync(wait: 20);
        (await User.PostAsync($"runners/{runner.Id}/drain")).Must(HttpStatusCode.OK);
        Assert.Empty(await again);
        (await runner.ReportAsync(run, "release")).Must(HttpStatusCode.OK);
    }

    [OwnServiceFact]
    public async Task A_runner_that_holds_jobs_is_removed_by_force_alone()
    {
        string type = Type();
        using TestRunner runner = await TestRunner.RegisterAsync(User, type);
        await User.SubmitAsync(Studies.Example(runs: 1, type: type));
        JsonNode run = await runner.BeginAsync();
        (await User.SendAsync(HttpMethod.Delete, $"runners/{runner.Id}")).MustFail(HttpStatusCode.Conflict, "CONFLICT");
        (await User.SendAsync(HttpMethod.Delete, $"runners/{runner.Id}?force=true")).Must(HttpStatusCode.NoContent);
        (await User.GetAsync($"runners/{runner.Id}")).MustFail(HttpStatusCode.NotFound, "RUNNER_NOT_FOUND");
        (await runner.Api.PostAsync($"runners/{runner.Id}/claim", new JsonObject())).MustFail(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        JsonNode job = await User.ReadAsync($"jobs/{run.Text("job_id")}");
        Assert.Equal(("Pending", 1), (job.Text("status"), job.Int("retries")));

        using TestRunner idle = await TestRunner.RegisterAsync(User, Type());
        (await User.SendAsync(HttpMethod.Delete, $"runners/{idle.Id}")).Must(HttpStatusCode.NoContent);
    }

    [OwnServiceFact]
    public async Task Runs_go_to_runners_that_can_run_them()
    {
        string type = Type();
        await User.SubmitAsync(Studies.Example(runs: 1, type: type).With("compute.gpu", true));
        using TestRunner other = await TestRunner.RegisterAsync(User, Type());
        using TestRunner noGpu = await TestRunner.RegisterAsync(User, TestRunner.Registration(Type(), [type]));
        using TestRunner small = await TestRunner.RegisterAsync(User, TestRunner.Registration(Type(), [type], cores: 1, gpu: true));
        using TestRunner narrow = await TestRunner.RegisterAsync(User, TestRunner.Registration(Type(), [type], memory: 1, gpu: true));
        foreach (TestRunner runner in new[] { other, noGpu, small, narrow })
        {
            Assert.Empty(await runner.ClaimAsync(wait: 0));
        }

        using TestRunner fit = await TestRunner.RegisterAsync(User, TestRunner.Registration(Type(), [type], gpu: true));
        Assert.Single(await fit.ClaimAsync(wait: 0));
    }

    [OwnServiceFact]
    public async Task A_runner_takes_no_more_than_its_other_leases_leave()
    {
        string type = Type();
        await User.SubmitAsync(Studies.Example(runs: 9, type: type).With("compute.container.cpu_request", "2").With("compute.container.memory_request", "1G"));
        using TestRunner byJobs = await TestRunner.RegisterAsync(User, TestRunner.Registration(Type(), [type], jobs: 2));
        using TestRunner byCores = await TestRunner.RegisterAsync(User, TestRunner.Registration(Type(), [type], jobs: 9, cores: 7));
        using TestRunner byMemory = await TestRunner.RegisterAsync(User, TestRunner.Registration(Type(), [type], jobs: 9, memory: 2.5));
        Assert.Equal(2, (await byJobs.ClaimAsync(most: 9000)).Count);
        IReadOnlyList<JsonNode> runs = await byCores.ClaimAsync(most: 9);
        Assert.Equal(3, runs.Count);
        Assert.Equal(2, (await byMemory.ClaimAsync(most: 9)).Count);
        Assert.Empty(await byCores.ClaimAsync(wait: 0));
        (await byCores.ReportAsync(runs[0], "start")).Must(HttpStatusCode.OK);
        (await byCores.CompleteAsync(runs[0])).Must(HttpStatusCode.OK);
        Assert.Single(await byCores.ClaimAsync(most: 9));
    }

    [OwnServiceFact]
    public async Task Runs_are_claimed_by_priority_then_age_then_index()
    {
        string type = Type();
        string first = await User.SubmitAsync(Studies.Example(runs: 2, type: type));
        string second = await User.SubmitAsync(Studies.Example(runs: 1, type: type));
        string urgent = await User.SubmitAsync(Studies.Example(runs: 1, type: type).With("compute.priority", 90));
        foreach (string id in new[] { first, second, urgent })
        {
            await User.JobsAsync(id);
        }

        using TestRunner runner = await TestRunner.RegisterAsync(User, type);
        IReadOnlyList<JsonNode> runs = await runner.ClaimAsync(most: 4);
        Assert.Equal(
            [(urgent, 0), (first, 0), (first, 1), (second, 0)],
            runs.Select(run => (run.Text("batch_id"), run["run_config"]!.Int("run_index"))));
    }

    [OwnServiceFact]
    public async Task A_batch_has_no_more_runs_under_way_than_it_allows()
    {
        string type = Type();
        string batch = await User.SubmitAsync(Studies.Example(runs: 4, type: type).With("compute.max_parallel_jobs", 2));
        await User.JobsAsync(batch);
        using TestRunner one = await TestRunner.RegisterAsync(User, type);
        using TestRunner other = await TestRunner.RegisterAsync(User, type);
        IReadOnlyList<JsonNode> runs = await one.ClaimAsync(most: 4);
        Assert.Equal(2, runs.Count);
        Assert.Empty(await other.ClaimAsync(wait: 0));
        IReadOnlyList<JsonNode> jobs = await User.JobsAsync(batch);
        Assert.Equal("parallel_limit", jobs[3]["waiting"]!.Text("reason"));

        Task<IReadOnlyList<JsonNode>> waiting = other.ClaimAsync(wait: 20);
        (await one.ReportAsync(runs[0], "start")).Must(HttpStatusCode.OK);
        (await one.FailAsync(runs[0], "input")).Must(HttpStatusCode.OK);
        Assert.Single(await waiting);
    }

    [OwnServiceFact]
    public async Task A_job_says_why_it_waits()
    {
        string type = Type();
        string batch = await User.SubmitAsync(Studies.Example(runs: 1, type: type));
        JsonNode job = Assert.Single(await User.JobsAsync(batch));
        Assert.Contains(job["waiting"]!.Text("reason"), new[] { "no_runner", "no_matching_runner" });
        using TestRunner runner = await TestRunner.RegisterAsync(User, type);
        Assert.Equal("queue", (await User.ReadAsync($"jobs/{job.Text("id")}"))["waiting"]!.Text("reason"));
        await runner.BeginAsync();
        Assert.Null((await User.ReadAsync($"jobs/{job.Text("id")}"))["waiting"]);
    }

    private static string Type() => $"t-{Guid.NewGuid():N}";
}
