using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Lynx;

/// <summary>The service is killed in the midst of a study.</summary>
public sealed class CrashTests
{
    [OwnServiceFact]
    public async Task A_study_that_is_killed_in_mid_expansion_has_every_run_once()
    {
        const int runs = 3000;

        const int pageSize = 5;

        // Small pages take long enough for a kill to fall among them.
        await using KilnService service = await KilnService.StartAsync([.. LynxService.Settings, $"--Kiln:Batches:PageSize={pageSize}"]);
        string batch = "";
        List<DateTimeOffset> starts = [];
        for (int kill = 0; kill < 2; kill++)
        {
            using (LynxApi user = new(service.Api.Url))
            {
                batch = kill == 0 ? await user.SubmitAsync(Studies.Example(runs)) : batch;

                // What a process that is gone made and did not count any more is found and counted first: less than a page.
                int found = (await user.ReadAsync($"batches/{batch}"))["batch"]!.Int("expanded_jobs");
                JsonNode reached = await user.WaitAsync($"batches/{batch}", one => one["batch"]!.Int("expanded_jobs") > found + (2 * pageSize));
                Assert.Equal(runs, reached["jobs_by_status"]!.Int("Pending"));
            }

            await service.KillAsync();
            starts.Add(DateTimeOffset.UtcNow);
            await service.RestartAsync();
        }

        using LynxApi after = new(service.Api.Url);
        IReadOnlyList<JsonNode> jobs = await after.JobsAsync(batch);
        Assert.Equal(Enumerable.Range(0, runs), jobs.Select(job => job.Int("run_index")));
        Assert.Equal(runs, jobs.Select(job => job.Text("id")).Distinct().Count());
        Assert.Equal(runs, (await after.ReadAsync($"batches/{batch}"))["jobs_by_status"]!.Int("Pending"));

        // Each process made some of them: both kills fell before the last.
        DateTimeOffset[] made = [.. jobs.Select(job => job["created_at"]!.GetValue<DateTimeOffset>())];
        Assert.Equal([0, 1, 2], made.Select(time => starts.Count(start => time > start)).Distinct().Order());

        string again = await after.SubmitAsync(Studies.Example(runs));
        IReadOnlyList<JsonNode> same = await after.JobsAsync(again);
        Assert.Equal(
            jobs.Select(job => job["run_config"]!["parameters"]!.ToJsonString()),
            same.Select(job => job["run_config"]!["parameters"]!.ToJsonString()));
    }

    [OwnServiceFact]
    public async Task Runners_and_their_runs_outlast_the_service()
    {
        await using KilnService service = await KilnService.StartAsync([.. LynxService.Settings, "--Kiln:Lynx:OfflineSeconds=60"]);
        using LynxApi before = new(service.Api.Url);
        await before.SubmitAsync(Studies.Example(runs: 3).With("compute.max_parallel_jobs", 2));
        JsonNode registration = TestRunner.Registration("rig", ["parafoil"]);
        JsonNode registered = (await before.PostAsync("runners", registration)).Must(HttpStatusCode.Created);
        string id = registered["runner"]!.Text("id");
        JsonNode run;
        using (LynxApi runner = new(before.Root, registered.Text("runner_token")))
        {
            JsonNode claimed = (await runner.PostAsync($"runners/{id}/claim", new JsonObject { ["wait_secs"] = 10 })).Must(HttpStatusCode.OK);
            run = claimed["jobs"]![0]!;
            JsonObject lease = new() { ["lease_token"] = run.Text("lease_token") };
            (await runner.PostAsync($"jobs/{run.Text("job_id")}/start", lease)).Must(HttpStatusCode.OK);
            (await before.PostAsync($"runners/{id}/drain")).Must(HttpStatusCode.OK);
        }

        await service.KillAsync();
        await service.RestartAsync();

        using LynxApi after = new(service.Api.Url);
        using LynxApi same = new(service.Api.Url, registered.Text("runner_token"));
        ApiReply drained = await same.PostAsync($"runners/{id}/claim", new JsonObject());
        Assert.Equal(["true"], drained.Headers.GetValues("X-Lynx-Drain"));
        Assert.Equal("Maintenance", (await after.ReadAsync($"runners/{id}")).Text("status"));
        JsonObject report = new() { ["lease_token"] = run.Text("lease_token"), ["execution_time_secs"] = 1, ["output_files"] = new JsonArray() };
        ApiReply complete = await same.PostAsync($"jobs/{run.Text("job_id")}/complete", report);
        if (complete.Status != HttpStatusCode.OK)
        {
            // The restart took longer than the lease.
            complete.MustFail(HttpStatusCode.Conflict, "LEASE_LOST");
        }

        (await after.PostAsync($"runners/{id}/resume")).Must(HttpStatusCode.OK);
        int left = complete.Status == HttpStatusCode.OK ? 2 : 3;
        for (int i = 0; i < left; i++)
        {
            JsonNode claimed = (await same.PostAsync($"runners/{id}/claim", new JsonObject { ["wait_secs"] = 20 })).Must(HttpStatusCode.OK);
            JsonNode next = claimed["jobs"]![0]!;
            JsonObject lease = new() { ["lease_token"] = next.Text("lease_token") };
            (await same.PostAsync($"jobs/{next.Text("job_id")}/start", lease)).Must(HttpStatusCode.OK);
            lease["execution_time_secs"] = 1;
            lease["output_files"] = new JsonArray();
            (await same.PostAsync($"jobs/{next.Text("job_id")}/complete", JsonNode.Parse(lease.ToJsonString()))).Must(HttpStatusCode.OK);
        }

        await after.WaitAsync($"batches/{run.Text("batch_id")}", batch => batch["batch"]!.Text("status") == "Completed");
    }
}
