using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Lynx;

/// <summary>What becomes of a run: every report, every end.</summary>
[Collection(LynxDefinition.Name)]
public sealed class RunLifeTests(LynxService service)
{
    private readonly string _type = $"t-{Guid.NewGuid():N}";

    private LynxApi User => service.User;

    [OwnServiceFact]
    public async Task A_study_runs_to_its_end_and_its_results_are_read()
    {
        string batch = await User.SubmitAsync(Studies.Example(runs: 3, type: _type));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        for (int i = 0; i < 3; i++)
        {
            JsonNode run = await runner.ClaimOneAsync();
            JsonNode claimed = await User.ReadAsync($"jobs/{run.Text("job_id")}");
            Assert.Equal(("Claimed", runner.Id), (claimed.Text("status"), claimed.Text("assigned_runner")));
            Assert.NotNull(claimed["claimed_at"]);
            Assert.Equal("acme/parafoil:3.1", run["container"]!.Text("image"));
            Assert.Equal(("ground", 900), (run["early_termination"]!["conditions"]![0]!.Text("name"), run.Int("timeout_secs")));
            Assert.Equal(10, run["telemetry"]!.Int("sampling_rate_hz"));
            Assert.Equal(("rk4", 3), (run["config"]!["engine"]!.Text("solver"), run["config"]!["monte_carlo"]!.Int("runs")));
            (await User.GetAsync($"jobs/{run.Text("job_id")}/results")).MustFail(HttpStatusCode.Conflict, "RESULT_NOT_READY");

            JsonNode started = (await runner.ReportAsync(run, "start")).Must(HttpStatusCode.OK);
            JsonNode running = await User.ReadAsync($"jobs/{run.Text("job_id")}");
            Assert.Equal("Running", running.Text("status"));
            Assert.Equal(started.Text("deadline"), running.Text("deadline"));
            Assert.Equal(900, (running["deadline"]!.GetValue<DateTimeOffset>() - running["started_at"]!.GetValue<DateTimeOffset>()).TotalSeconds);
            Assert.Equal(started.Text("deadline"), (await runner.ReportAsync(run, "start")).Must(HttpStatusCode.OK).Text("deadline"));
            Assert.Equal("continue", (await runner.BeatAsync(run, progress: 40)).Text("action"));
            Assert.Equal(40, (await User.ReadAsync($"jobs/{run.Text("job_id")}")).Int("progress"));

            JsonNode done = (await runner.ReportAsync(
                run,
                "complete",
                ("execution_time_secs", 87),
                ("output_files", new JsonArray("s3://bucket/runs/output.csv")),
                ("metadata", new JsonObject { ["engine"] = "rk4" }))).Must(HttpStatusCode.OK);
            Assert.Equal(("Completed", runner.Id), (done.Text("status"), done.Text("assigned_runner")));
        }

        JsonNode ended = await User.WaitAsync($"batches/{batch}", one => one["batch"]!.Text("status") == "Completed");
        Assert.Equal((3, 0), (ended["batch"]!.Int("completed_jobs"), ended["batch"]!.Int("failed_jobs")));
        Assert.Equal(3, ended["jobs_by_status"]!.Int("Completed"));
        Assert.Null(ended["estimated_completion_time_mins"]);
        Assert.True(ended["throughput_jobs_per_minute"]!.GetValue<double>() > 0);

        JsonNode first = await User.ReadAsync($"batches/{batch}/results?limit=2");
        JsonNode rest = await User.ReadAsync($"batches/{batch}/results?cursor={Uri.EscapeDataString(first.Text("next_cursor"))}");
        JsonNode[] results = [.. first["results"]!.AsArray().Concat(rest["results"]!.AsArray()).Select(result => result!)];
        Assert.Equal(["0", "1", "2"], results.Select(result => result["metadata"]!.Text("run_id")));
        JsonNode result = await User.ReadAsync($"jobs/{results[1].Text("job_id")}/results");
        Assert.Equal(results[1].ToJsonString(), result.ToJsonString());
        Assert.True(result["success"]!.GetValue<bool>());
        Assert.Equal(87, result["execution_time_secs"]!.GetValue<double>());
        Assert.Equal("s3://bucket/runs/output.csv", result["output_files"]![0]!.GetValue<string>());
        Assert.Equal(("3.1.0", "rk4"), (result["metadata"]!.Text("simulation_version"), result["metadata"]!.Text("engine")));
        Assert.Null(result["telemetry_data"]);
        Assert.Null(result["error_message"]);
    }

    [OwnServiceFact]
    public async Task A_failed_run_is_tried_again_until_its_retries_are_used_up()
    {
        await User.SubmitAsync(Studies.Example(runs: 1, type: _type).With("compute.max_retries", 1));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.BeginAsync();
        JsonNode failed = (await runner.FailAsync(run, "crash")).Must(HttpStatusCode.OK);
        Assert.Equal(("Pending", 1, "it broke"), (failed.Text("status"), failed.Int("retries"), failed.Text("error_message")));
        Assert.Null(failed["started_at"]);
        JsonNode repeated = (await runner.FailAsync(run, "crash")).Must(HttpStatusCode.OK);

        // What the run waits for may change between the two: the wait before the next attempt is short.
        Assert.True(failed.AsObject().Remove("waiting") && repeated.AsObject().Remove("waiting"));
        Assert.Equal(failed.ToJsonString(), repeated.ToJsonString());
        (await runner.CompleteAsync(run)).MustFail(HttpStatusCode.Conflict, "LEASE_LOST");

        JsonNode again = await runner.BeginAsync();
        Assert.Equal(2, again.Int("attempt"));
        JsonNode last = (await runner.FailAsync(again)).Must(HttpStatusCode.OK);
        Assert.Equal(("Failed", 1, 1), (last.Text("status"), last.Int("retries"), last.Int("max_retries")));
        JsonNode result = await User.ReadAsync($"jobs/{run.Text("job_id")}/results");
        Assert.False(result["success"]!.GetValue<bool>());
        Assert.Equal(("it broke", 0.5), (result.Text("error_message"), result["execution_time_secs"]!.GetValue<double>()));
        JsonNode batch = await User.WaitAsync($"batches/{run.Text("batch_id")}", one => one["batch"]!.Text("status") == "Failed");
        Assert.Equal(1, batch["batch"]!.Int("failed_jobs"));
    }

    [OwnServiceTheory]
    [InlineData("input", null, "Failed")]
    [InlineData("input", true, "Pending")]
    [InlineData("resource", null, "Pending")]
    [InlineData("error", false, "Failed")]
    [InlineData("early_termination", true, "Failed")]
    public async Task A_reason_says_whether_another_attempt_may_help(string reason, bool? retryable, string status)
    {
        await User.SubmitAsync(Studies.Example(runs: 1, type: _type));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.BeginAsync();
        (string, JsonNode?)[] more = retryable is { } given ? [("retryable", given)] : [];
        Assert.Equal(status, (await runner.FailAsync(run, reason, more)).Must(HttpStatusCode.OK).Text("status"));
    }

    [OwnServiceFact]
    public async Task A_long_report_of_a_failure_is_cut_and_not_refused()
    {
        await User.SubmitAsync(Studies.Example(runs: 1, type: _type).With("compute.max_retries", 0));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.BeginAsync();

        JsonNode failed = (await runner.FailAsync(run, "error", ("error_message", new string('x', 50_000)))).Must(HttpStatusCode.OK);

        Assert.Equal(("Failed", new string('x', 4000)), (failed.Text("status"), failed.Text("error_message")));
    }

    [OwnServiceFact]
    public async Task A_report_that_is_wrong_changes_nothing()
    {
        await User.SubmitAsync(Studies.Example(runs: 1, type: _type));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.BeginAsync();
        Assert.Equal(["execution_time_secs", "output_files"], (await runner.ReportAsync(run, "complete")).Paths().Order());
        Assert.Equal(["error_message", "execution_time_secs", "reason"], (await runner.ReportAsync(run, "fail")).Paths().Order());
        Assert.Equal(["condition"], (await runner.FailAsync(run, "early_termination", ("condition", "nothing"))).Paths());
        Assert.Equal(["more"], (await runner.ReportAsync(run, "start", ("more", 1))).Paths());
        Assert.Equal(["output_files[1]"], (await runner.CompleteAsync(run, "a", "")).Paths());
        (await runner.ReportAsync(run, "cancelled")).MustFail(HttpStatusCode.Conflict, "CONFLICT");
        (await runner.ReportAsync(run, "release")).MustFail(HttpStatusCode.Conflict, "CONFLICT");
        JsonNode other = run.DeepClone();
        other["job_id"] = Guid.NewGuid().ToString();
        (await runner.CompleteAsync(other)).MustFail(HttpStatusCode.NotFound, "JOB_NOT_FOUND");
        Assert.Equal("Running", (await User.ReadAsync($"jobs/{run.Text("job_id")}")).Text("status"));
        Assert.Equal("continue", await runner.ActionAsync(run));
        Assert.Equal("kill", await runner.ActionAsync(other));
    }

    [OwnServiceFact]
    public async Task A_run_that_has_not_begun_is_given_back_uncounted()
    {
        await User.SubmitAsync(Studies.Example(runs: 1, type: _type));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.ClaimOneAsync();
        JsonNode released = (await runner.ReportAsync(run, "release")).Must(HttpStatusCode.OK);
        Assert.Equal(("Pending", 0), (released.Text("status"), released.Int("retries")));
        Assert.Equal(1, (await runner.ClaimOneAsync()).Int("attempt"));
        (await runner.ReportAsync(run, "start")).MustFail(HttpStatusCode.Conflict, "LEASE_LOST");
    }

    [OwnServiceFact]
    public async Task A_silent_runner_loses_its_runs_to_another()
    {
        await User.SubmitAsync(Studies.Example(runs: 1, type: _type).With("compute.max_retries", 1));
        using TestRunner silent = await TestRunner.RegisterAsync(User, _type);
        JsonNode lost = await silent.BeginAsync();
        JsonNode job = await User.WaitForStatusAsync(lost.Text("job_id"), "Pending");
        Assert.Equal((1, "Runner lost"), (job.Int("retries"), job.Text("error_message")));
        Assert.Equal("Offline", (await User.ReadAsync($"runners/{silent.Id}")).Text("status"));

        using TestRunner other = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await other.BeginAsync();
        Assert.Equal("kill", await silent.ActionAsync(lost));
        (await silent.CompleteAsync(lost)).MustFail(HttpStatusCode.Conflict, "LEASE_LOST");
        (await silent.SendSamplesAsync(lost, 0, (0, 1))).MustFail(HttpStatusCode.Conflict, "LEASE_LOST");
        (await silent.ReportAsync(lost, "uploads", ("files", new JsonArray(new JsonObject { ["name"] = "a", ["size_bytes"] = 1 }))))
            .MustFail(HttpStatusCode.Conflict, "LEASE_LOST");
        (await other.CompleteAsync(run)).Must(HttpStatusCode.OK);
    }

    [OwnServiceFact]
    public async Task A_run_that_does_not_begin_in_time_is_lost_though_its_runner_beats()
    {
        await User.SubmitAsync(Studies.Example(runs: 1, type: _type).With("compute.max_retries", 0));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.ClaimOneAsync();
        JsonNode job = await User.WaitAsync($"jobs/{run.Text("job_id")}", one =>
        {
            _ = runner.ActionAsync(run);
            return one.Text("status") == "Failed";
        });
        Assert.Equal("Runner lost", job.Text("error_message"));
    }

    [OwnServiceFact]
    public async Task A_run_times_out_at_its_deadline_though_its_runner_beats()
    {
        await User.SubmitAsync(Studies.Example(runs: 1, type: _type).With("compute.job_timeout_seconds", 1));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.BeginAsync();
        JsonNode job = await User.WaitForStatusAsync(run.Text("job_id"), "Timeout");
        Assert.Equal(0, job.Int("retries"));
        Assert.Equal("kill", await runner.ActionAsync(run));
        (await runner.CompleteAsync(run)).MustFail(HttpStatusCode.Conflict, "LEASE_LOST");
        JsonNode result = await User.ReadAsync($"jobs/{run.Text("job_id")}/results");
        Assert.False(result["success"]!.GetValue<bool>());
        Assert.InRange(result["execution_time_secs"]!.GetValue<double>(), 1, 30);
        (await User.PostAsync($"jobs/{run.Text("job_id")}/cancel")).MustFail(HttpStatusCode.Conflict, "CONFLICT");
    }

    [OwnServiceFact]
    public async Task A_failed_run_is_retried_by_hand_and_opens_its_batch_again_unless_that_was_cancelled()
    {
        string batch = await User.SubmitAsync(Studies.Example(runs: 2, type: _type).With("compute.max_retries", 0));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.BeginAsync();
        (await runner.FailAsync(run)).Must(HttpStatusCode.OK);
        JsonNode other = await runner.BeginAsync();
        (await runner.CompleteAsync(other)).Must(HttpStatusCode.OK);
        await User.WaitAsync($"batches/{batch}", one => one["batch"]!.Text("status") == "Completed");

        KilnApi canonical = service.Service.Api;
        (await canonical.SendAsync(HttpMethod.Post, $"jobs/{other.Text("job_id")}/retry")).Must(HttpStatusCode.Conflict);
        (await canonical.SendAsync(HttpMethod.Post, $"jobs/{run.Text("job_id")}/retry")).Must(HttpStatusCode.Accepted);
        JsonNode again = await User.ReadAsync($"jobs/{run.Text("job_id")}");
        Assert.Equal(("Pending", 0), (again.Text("status"), again.Int("retries")));
        await User.WaitAsync($"batches/{batch}", one => one["batch"]!.Text("status") == "Running");
        JsonNode second = await runner.BeginAsync();
        Assert.Equal(run["run_config"]!.ToJsonString(), second["run_config"]!.ToJsonString());
        (await runner.FailAsync(second)).Must(HttpStatusCode.OK);
        await User.WaitAsync($"batches/{batch}", one => one["batch"]!.Text("status") == "Completed");
        JsonNode log = (await canonical.GetAsync($"batches/{batch}/events")).Body;
        Assert.Equal(
            ["batch.created", "batch.completed", "batch.reopened", "batch.completed"], log["data"]!.AsArray().Select(happened => happened!.Text("type")));

        string cancelled = await User.SubmitAsync(Studies.Example(runs: 2, type: _type).With("compute.max_retries", 0));
        JsonNode failed = await runner.BeginAsync();
        (await runner.FailAsync(failed)).Must(HttpStatusCode.OK);
        (await User.PostAsync($"batches/{cancelled}/cancel")).Must(HttpStatusCode.Accepted);
        await User.WaitAsync($"batches/{cancelled}", one => one["batch"]!.Text("status") == "Cancelled");
        (await canonical.SendAsync(HttpMethod.Post, $"jobs/{failed.Text("job_id")}/retry")).Must(HttpStatusCode.Conflict);
    }

    [OwnServiceFact]
    public async Task A_lease_that_a_heartbeat_does_not_name_is_not_renewed()
    {
        await User.SubmitAsync(Studies.Example(runs: 2, type: _type).With("compute.max_retries", 0));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode named = await runner.BeginAsync();
        JsonNode forgotten = await runner.BeginAsync();
        await User.WaitAsync($"jobs/{forgotten.Text("job_id")}", one =>
        {
            _ = runner.ActionAsync(named);
            return one.Text("status") == "Failed";
        });
        Assert.Equal("Running", (await User.ReadAsync($"jobs/{named.Text("job_id")}")).Text("status"));
        (await runner.CompleteAsync(named)).Must(HttpStatusCode.OK);
    }
}
