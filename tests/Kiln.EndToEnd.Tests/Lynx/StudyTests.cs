using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Lynx;

/// <summary>Submitting studies and reading batches.</summary>
[Collection(LynxDefinition.Name)]
public sealed class StudyTests(LynxService service)
{
    private LynxApi User => service.User;

    [OwnServiceFact]
    public async Task A_study_becomes_a_batch_of_jobs_with_parameters_of_their_own()
    {
        ApiReply reply = await User.PostAsync("jobs", Studies.Example(runs: 5));
        JsonNode accepted = reply.Must(HttpStatusCode.Created);
        string id = accepted.Text("batch_id");
        Assert.Equal(5, accepted.Int("total_jobs"));
        Assert.Null(accepted["estimated_completion_time_mins"]);
        Assert.Equal($"/lynx/batches/{id}", reply.Headers.Location!.AbsolutePath);

        IReadOnlyList<JsonNode> jobs = await User.JobsAsync(id);
        Assert.Equal([0, 1, 2, 3, 4], jobs.Select(job => job.Int("run_index")));
        JsonNode batch = await User.ReadAsync($"batches/{id}");
        Assert.Equal("Pending", batch["batch"]!.Text("status"));
        Assert.Equal(5, batch["jobs_by_status"]!.Int("Pending"));
        Assert.Equal(7, batch["batch"]!.Int("seed"));
        Assert.Equal(64, batch["batch"]!.Text("config_hash").Length);
        Assert.Equal(0, batch["throughput_jobs_per_minute"]!.GetValue<double>());

        JsonNode job = await User.ReadAsync($"jobs/{jobs[2].Text("job_id")}");
        Assert.Equal(job.Text("job_id"), job.Text("id"));
        Assert.Equal((id, "Pending", 0, 3, 900), (job.Text("batch_id"), job.Text("status"), job.Int("retries"), job.Int("max_retries"), job.Int("timeout_secs")));
        foreach (string name in new[] { "claimed_at", "started_at", "completed_at", "assigned_runner", "error_message" })
        {
            Assert.True(job.AsObject().ContainsKey(name));
            Assert.Null(job[name]);
        }

        JsonNode config = job["run_config"]!;
        Assert.Equal(("2", 2, id, job.Text("id")), (config.Text("run_id"), config.Int("run_index"), config.Text("batch_id"), config.Text("job_id")));
        Assert.Equal("m/s", config["parameter_units"]!.Text("wind_mps"));
        Assert.Equal("3.1.0", config["simulation"]!.Text("version"));
        Assert.InRange(config["parameters"]!["wind_mps"]!.GetValue<double>(), -10, 20);
    }

    [OwnServiceFact]
    public async Task The_same_configuration_and_seed_give_the_same_runs()
    {
        string first = await User.SubmitAsync(Studies.Example(runs: 20));
        string second = await User.SubmitAsync(Studies.Example(runs: 20));
        Assert.Equal(await ParametersAsync(first), await ParametersAsync(second));
        Assert.Equal(
            (await User.ReadAsync($"batches/{first}"))["batch"]!.Text("config_hash"),
            (await User.ReadAsync($"batches/{second}"))["batch"]!.Text("config_hash"));

        string unseeded = await User.SubmitAsync(Studies.Example(runs: 20, seed: null));
        Assert.NotEqual(await ParametersAsync(first), await ParametersAsync(unseeded));
        long drawn = (await User.ReadAsync($"batches/{unseeded}"))["batch"]!["seed"]!.GetValue<long>();
        string again = await User.SubmitAsync(Studies.Example(runs: 20, seed: drawn));
        Assert.Equal(await ParametersAsync(unseeded), await ParametersAsync(again));
    }

    [OwnServiceFact]
    public async Task The_number_of_runs_can_be_overridden()
    {
        JsonNode study = Studies.Example(runs: 9);
        study["runs_override"] = 2;
        JsonNode accepted = (await User.PostAsync("jobs", study)).Must(HttpStatusCode.Created);
        Assert.Equal(2, accepted.Int("total_jobs"));

        string same = await User.SubmitAsync(Studies.Example(runs: 2));
        Assert.Equal(
            (await User.ReadAsync($"batches/{same}"))["batch"]!.Text("config_hash"),
            (await User.ReadAsync($"batches/{accepted.Text("batch_id")}"))["batch"]!.Text("config_hash"));
    }

    [OwnServiceFact]
    public async Task An_idempotency_key_makes_one_batch_of_two_requests()
    {
        (string, string) key = ("Idempotency-Key", Guid.NewGuid().ToString());
        ApiReply first = await User.PostAsync("jobs", Studies.Example(seed: null), key);
        ApiReply second = await User.PostAsync("jobs", Studies.Example(seed: null), key);
        Assert.Equal(first.Must(HttpStatusCode.Created).Text("batch_id"), second.Must(HttpStatusCode.Created).Text("batch_id"));
        Assert.Equal(["true"], second.Headers.GetValues("Idempotency-Replayed"));
        (await User.PostAsync("jobs", Studies.Example(runs: 8), key)).MustFail(HttpStatusCode.UnprocessableEntity, "IDEMPOTENCY_KEY_REUSED");
    }

    [OwnServiceFact]
    public async Task What_is_wrong_is_named_by_its_path_and_nothing_is_stored()
    {
        string name = $"wrong-{Guid.NewGuid():N}";
        JsonNode study = Studies.Example().With("dispersions.wind_mps.distribution.std_dev", -1).With("compute.container.memory_request", "2GB");
        study["name"] = name;
        study["unknown"] = 1;
        Assert.Equal(
            ["config.compute.container.memory_request", "config.dispersions.wind_mps.distribution.std_dev", "unknown"],
            (await User.PostAsync("jobs", study)).Paths().Order());
        Assert.Equal(["config", "name"], (await User.PostAsync("jobs", new JsonObject())).Paths().Order());
        Assert.Empty((await User.ReadAsync($"batches?name={name}"))["batches"]!.AsArray());

        ApiReply malformed = await User.SendAsync(HttpMethod.Post, "jobs", new StringContent("{", null, "application/json"));
        malformed.MustFail(HttpStatusCode.BadRequest, "VALIDATION_ERROR");
        ApiReply text = await User.SendAsync(HttpMethod.Post, "jobs", new StringContent("{}", null, "text/plain"));
        text.MustFail(HttpStatusCode.BadRequest, "VALIDATION_ERROR");
        ApiReply large = await User.SendAsync(HttpMethod.Post, "jobs", new StringContent(new string(' ', 1_100_000), null, "application/json"));
        large.MustFail(HttpStatusCode.RequestEntityTooLarge, "PAYLOAD_TOO_LARGE");
    }

    [OwnServiceFact]
    public async Task Batches_are_listed_newest_first_and_found_by_name_and_status()
    {
        string name = $"study-{Guid.NewGuid():N}";
        List<string> ids = [];
        for (int i = 0; i < 3; i++)
        {
            JsonNode study = Studies.Example();
            study["name"] = name;
            study["labels"] = new JsonObject { ["n"] = $"{i}" };
            ids.Insert(0, await User.SubmitAsync(study));
        }

        JsonNode first = await User.ReadAsync($"batches?name={name}&status=Pending&limit=2");
        JsonNode second = await User.ReadAsync($"batches?name={name}&status=Pending&limit=2&cursor={Uri.EscapeDataString(first.Text("next_cursor"))}");
        Assert.Equal(ids, first["batches"]!.AsArray().Concat(second["batches"]!.AsArray()).Select(batch => batch!.Text("id")));
        Assert.Null(second["next_cursor"]);
        Assert.Equal("2", first["batches"]![0]!["labels"]!.Text("n"));
        Assert.Empty((await User.ReadAsync($"batches?name={name}&status=Completed"))["batches"]!.AsArray());
        Assert.Equal(["status"], (await User.GetAsync("batches?status=Done")).Paths());
        Assert.Equal(["limit"], (await User.GetAsync("batches?limit=0")).Paths());
        Assert.Equal(["cursor"], (await User.GetAsync("batches?cursor=%21")).Paths());
    }

    [OwnServiceFact]
    public async Task A_batch_that_is_cancelled_before_anything_ran_is_cancelled_whole()
    {
        string id = await User.SubmitAsync(Studies.Example(runs: 4));
        IReadOnlyList<JsonNode> jobs = await User.JobsAsync(id);
        (await User.PostAsync($"batches/{id}/cancel")).Must(HttpStatusCode.Accepted);
        JsonNode ended = await User.WaitAsync($"batches/{id}", batch => batch["batch"]!.Text("status") == "Cancelled");
        Assert.Equal(4, ended["jobs_by_status"]!.Int("Cancelled"));
        Assert.True(ended["batch"]!["cancel_requested"]!.GetValue<bool>());
        (await User.GetAsync($"jobs/{jobs[0].Text("id")}/results")).MustFail(HttpStatusCode.NotFound, "RESULT_NOT_AVAILABLE");
        (await User.PostAsync($"batches/{id}/cancel")).MustFail(HttpStatusCode.Conflict, "CONFLICT");
        Assert.Empty((await User.ReadAsync($"batches/{id}/results"))["results"]!.AsArray());
    }

    [OwnServiceFact]
    public async Task A_batch_that_is_cancelled_in_mid_expansion_makes_no_more_runs()
    {
        const int runs = 3000;
        string id = await User.SubmitAsync(Studies.Example(runs));
        await User.WaitAsync($"batches/{id}", batch => batch["batch"]!.Int("expanded_jobs") > 0);
        (await User.PostAsync($"batches/{id}/cancel")).Must(HttpStatusCode.Accepted);
        JsonNode ended = await User.WaitAsync($"batches/{id}", batch => batch["batch"]!.Text("status") == "Cancelled");
        Assert.Equal(runs, ended["jobs_by_status"]!.Int("Cancelled"));
        int made = ended["batch"]!.Int("expanded_jobs");
        Assert.InRange(made, 1, runs - 1);
        JsonNode last = await User.ReadAsync($"batches/{id}/jobs?limit=1000");
        Assert.All(last["jobs"]!.AsArray(), job => Assert.Equal("Cancelled", job!.Text("status")));
    }

    [OwnServiceFact]
    public async Task Runs_are_listed_by_status_and_wrong_questions_are_named()
    {
        string id = await User.SubmitAsync(Studies.Example(runs: 3));
        IReadOnlyList<JsonNode> jobs = await User.JobsAsync(id);
        (await User.PostAsync($"jobs/{jobs[1].Text("id")}/cancel")).Must(HttpStatusCode.OK);
        Assert.Equal([0, 2], (await User.ReadAsync($"batches/{id}/jobs?status=Pending"))["jobs"]!.AsArray().Select(job => job!.Int("run_index")));
        Assert.Equal([1], (await User.ReadAsync($"batches/{id}/jobs?status=Cancelled"))["jobs"]!.AsArray().Select(job => job!.Int("run_index")));
        Assert.Equal(["status"], (await User.GetAsync($"batches/{id}/jobs?status=Done")).Paths());
        Assert.Equal(["limit"], (await User.GetAsync($"batches/{id}/jobs?limit=1001")).Paths());
        Assert.Equal(["limit"], (await User.GetAsync($"batches/{id}/results?limit=10001")).Paths());
        Assert.Equal(["cursor"], (await User.GetAsync($"batches/{id}/results?cursor=%21")).Paths());
        Assert.Equal(["cursor"], (await User.GetAsync("runners?cursor=%21")).Paths());
    }

    [OwnServiceFact]
    public async Task A_batch_is_one_of_the_canonical_ones_and_is_gone_once_it_was_removed_there()
    {
        string id = await User.SubmitAsync(Studies.Example(runs: 2));
        (await User.PostAsync($"batches/{id}/cancel")).Must(HttpStatusCode.Accepted);
        await User.WaitAsync($"batches/{id}", batch => batch["batch"]!.Text("status") == "Cancelled");
        KilnApi canonical = service.Service.Api;
        Assert.Equal("lynx", (await canonical.GetAsync($"batches/{id}")).Data(HttpStatusCode.OK).Text("surface"));
        JsonNode log = (await canonical.GetAsync($"batches/{id}/events")).Body;
        Assert.Equal(
            ["batch.created", "batch.cancel_requested", "batch.completed"], log["data"]!.AsArray().Select(happened => happened!.Text("type")));
        Assert.Equal(("cancelled", 2), (log["data"]![2]!["data"]!.Text("status"), log["data"]![2]!["data"]!.Int("cancelled")));

        Assert.Equal(HttpStatusCode.NoContent, (await canonical.SendAsync(HttpMethod.Delete, $"batches/{id}")).Status);
        foreach (string path in new[] { "", "/jobs", "/results" })
        {
            (await User.GetAsync($"batches/{id}{path}")).MustFail(HttpStatusCode.NotFound, "BATCH_NOT_FOUND");
        }

        (await User.PostAsync($"batches/{id}/cancel")).MustFail(HttpStatusCode.NotFound, "BATCH_NOT_FOUND");
    }

    [OwnServiceFact]
    public async Task What_is_not_there_is_answered_in_the_surfaces_shape()
    {
        string nowhere = Guid.NewGuid().ToString();
        (await User.GetAsync($"batches/{nowhere}")).MustFail(HttpStatusCode.NotFound, "BATCH_NOT_FOUND");
        (await User.GetAsync("batches/not-an-id")).MustFail(HttpStatusCode.NotFound, "BATCH_NOT_FOUND");
        (await User.PostAsync($"batches/{nowhere}/cancel")).MustFail(HttpStatusCode.NotFound, "BATCH_NOT_FOUND");
        (await User.GetAsync($"batches/{nowhere}/results")).MustFail(HttpStatusCode.NotFound, "BATCH_NOT_FOUND");
        (await User.GetAsync($"jobs/{nowhere}")).MustFail(HttpStatusCode.NotFound, "JOB_NOT_FOUND");
        (await User.GetAsync($"jobs/{nowhere}/results")).MustFail(HttpStatusCode.NotFound, "JOB_NOT_FOUND");
        (await User.PostAsync($"jobs/{nowhere}/cancel")).MustFail(HttpStatusCode.NotFound, "JOB_NOT_FOUND");
        (await User.GetAsync($"runners/{nowhere}")).MustFail(HttpStatusCode.NotFound, "RUNNER_NOT_FOUND");
        (await User.GetAsync("nothing/here")).MustFail(HttpStatusCode.NotFound, "NOT_FOUND");
        ApiReply wrongMethod = await User.SendAsync(HttpMethod.Put, "jobs");
        wrongMethod.MustFail(HttpStatusCode.MethodNotAllowed, "METHOD_NOT_ALLOWED");
        Assert.Contains("POST", wrongMethod.ContentHeaders.Allow);
        Assert.Equal("ok", (await User.ReadAsync("healthz")).Text("status"));
        Assert.Equal("3.1.0", (await User.ReadAsync("openapi.json")).Text("openapi"));
    }

    [OwnServiceFact]
    public async Task Credentials_open_what_they_are_for()
    {
        using LynxApi stranger = new(User.Root, "no-such-key");
        (await stranger.GetAsync("batches")).MustFail(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        using TestRunner runner = await TestRunner.RegisterAsync(User, "nothing");
        (await runner.Api.PostAsync("jobs", Studies.Example())).MustFail(HttpStatusCode.Forbidden, "FORBIDDEN");
        (await runner.Api.GetAsync("runners")).MustFail(HttpStatusCode.Forbidden, "FORBIDDEN");
        using LynxApi forged = new(User.Root, "lrt_forged");
        (await forged.GetAsync("runners")).MustFail(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        (await forged.PostAsync($"runners/{runner.Id}/claim", new JsonObject())).MustFail(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        (await User.PostAsync($"runners/{runner.Id}/claim", new JsonObject())).MustFail(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
    }

    private async Task<string[]> ParametersAsync(string batchId) =>
        [.. (await User.JobsAsync(batchId)).Select(job => $"{job["run_config"]!["seed"]} {job["run_config"]!["parameters"]!.ToJsonString()}")];
}
