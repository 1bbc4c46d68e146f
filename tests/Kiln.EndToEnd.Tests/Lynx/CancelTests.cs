using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Lynx;

/// <summary>What becomes of runs whose cancel, or pause, is asked for.</summary>
[Collection(LynxDefinition.Name)]
public sealed class CancelTests(LynxService service)
{
    private readonly string _type = $"t-{Guid.NewGuid():N}";

    private LynxApi User => service.User;

    [OwnServiceFact]
    public async Task A_cancel_ends_waiting_and_claimed_runs_at_once()
    {
        string batch = await User.SubmitAsync(Studies.Example(runs: 2, type: _type));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.ClaimOneAsync();
        JsonNode waiting = (await User.JobsAsync(batch))[1];
        Assert.Equal("Cancelled", (await User.PostAsync($"jobs/{waiting.Text("id")}/cancel")).Must(HttpStatusCode.OK).Text("status"));
        Assert.Equal("Cancelled", (await User.PostAsync($"jobs/{run.Text("job_id")}/cancel")).Must(HttpStatusCode.OK).Text("status"));
        Assert.Equal("kill", await runner.ActionAsync(run));
        (await runner.ReportAsync(run, "start")).MustFail(HttpStatusCode.Conflict, "LEASE_LOST");
        JsonNode error = (await User.PostAsync($"jobs/{run.Text("job_id")}/cancel")).MustFail(HttpStatusCode.Conflict, "CONFLICT");
        Assert.Equal("Job is already Cancelled", error.Text("message"));
        await User.WaitAsync($"batches/{batch}", one => one["batch"]!.Text("status") == "Cancelled");
    }

    [OwnServiceFact]
    public async Task A_cancel_of_a_running_run_waits_for_its_runner()
    {
        await User.SubmitAsync(Studies.Example(runs: 1, type: _type));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.BeginAsync();
        JsonNode asked = (await User.PostAsync($"jobs/{run.Text("job_id")}/cancel")).Must(HttpStatusCode.Accepted);
        Assert.Equal(("Running", true), (asked.Text("status"), asked["cancel_requested"]!.GetValue<bool>()));
        (await User.PostAsync($"jobs/{run.Text("job_id")}/cancel")).Must(HttpStatusCode.Accepted);
        Assert.Equal("cancel", await runner.ActionAsync(run));
        JsonNode ended = (await runner.ReportAsync(run, "cancelled", ("execution_time_secs", 3))).Must(HttpStatusCode.OK);
        Assert.Equal("Cancelled", ended.Text("status"));
        (await runner.ReportAsync(run, "cancelled")).Must(HttpStatusCode.OK);
    }

    [OwnServiceFact]
    public async Task Work_that_was_finished_before_it_noticed_a_cancel_counts()
    {
        await User.SubmitAsync(Studies.Example(runs: 1, type: _type));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.BeginAsync();
        (await User.PostAsync($"jobs/{run.Text("job_id")}/cancel")).Must(HttpStatusCode.Accepted);
        Assert.Equal("Completed", (await runner.CompleteAsync(run)).Must(HttpStatusCode.OK).Text("status"));
    }

    [OwnServiceFact]
    public async Task A_runner_that_ignores_a_cancel_has_so_much_time()
    {
        await User.SubmitAsync(Studies.Example(runs: 1, type: _type));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.BeginAsync();
        (await User.PostAsync($"jobs/{run.Text("job_id")}/cancel")).Must(HttpStatusCode.Accepted);
        await User.WaitAsync($"jobs/{run.Text("job_id")}", one =>
        {
            _ = runner.ActionAsync(run);
            return one.Text("status") == "Cancelled";
        });
        Assert.Equal("kill", await runner.ActionAsync(run));
    }

    [OwnServiceFact]
    public async Task A_batch_is_cancelled_in_the_midst_of_its_runs()
    {
        string batch = await User.SubmitAsync(Studies.Example(runs: 4, type: _type));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        (await runner.CompleteAsync(await runner.BeginAsync())).Must(HttpStatusCode.OK);
        JsonNode running = await runner.BeginAsync();
        JsonNode claimed = await runner.ClaimOneAsync();
        (await User.PostAsync($"batches/{batch}/cancel")).Must(HttpStatusCode.Accepted);
        await User.WaitForStatusAsync(claimed.Text("job_id"), "Cancelled");
        await User.WaitAsync($"jobs/{running.Text("job_id")}", job => job["cancel_requested"]!.GetValue<bool>());
        Assert.Equal("Running", (await User.ReadAsync($"batches/{batch}"))["batch"]!.Text("status"));
        (await User.PostAsync($"batches/{batch}/cancel")).Must(HttpStatusCode.Accepted);
        (await runner.ReportAsync(running, "cancelled")).Must(HttpStatusCode.OK);
        JsonNode ended = await User.WaitAsync($"batches/{batch}", one => one["batch"]!.Text("status") == "Cancelled");
        Assert.Equal((1, 3), (ended["jobs_by_status"]!.Int("Completed"), ended["jobs_by_status"]!.Int("Cancelled")));
    }

    [OwnServiceFact]
    public async Task A_paused_run_is_told_so_and_its_deadline_stands_still()
    {
        await User.SubmitAsync(Studies.Example(runs: 1, type: _type));
        using TestRunner runner = await TestRunner.RegisterAsync(User, _type);
        JsonNode run = await runner.BeginAsync();
        KilnApi jobs = service.Service.Api;
        (await jobs.SendAsync(HttpMethod.Post, $"jobs/{run.Text("job_id")}/pause")).Must(HttpStatusCode.OK);
        Assert.Equal("pause", await runner.ActionAsync(run));
        JsonNode paused = await User.ReadAsync($"jobs/{run.Text("job_id")}");
        Assert.Equal(("Running", true), (paused.Text("status"), paused["suspended"]!.GetValue<bool>()));
        Assert.Null(paused["deadline"]);
        (await jobs.SendAsync(HttpMethod.Post, $"jobs/{run.Text("job_id")}/resume")).Must(HttpStatusCode.OK);
        Assert.Equal("resume", await runner.ActionAsync(run));
        Assert.Equal("continue", await runner.ActionAsync(run));
        (await runner.CompleteAsync(run)).Must(HttpStatusCode.OK);
    }
}
