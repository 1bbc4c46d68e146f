using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Jobnik;

/// <summary>A job of several stages as the published client drives it, with nothing changed but the base URL.</summary>
[Collection(JobnikServiceDefinition.Name)]
public sealed class ClientTests(JobnikService shared)
{
    private JobnikClient Client => shared.Client;

    [PublishedClientFact]
    public async Task The_published_client_runs_a_job_of_several_stages_to_its_end()
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Jobnik", "published-client.mjs");
        string baseUrl = new Uri(shared.Service.Api.Url, "/jobnik").ToString();
        string folder = PublishedClientFactAttribute.Folder!;
        using var run = CommandLineRun.Start("node", folder, [script, baseUrl, folder]);

        var result = await run.FinishAsync();

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(
            """
            {"status":"COMPLETED","stages":["COMPLETED 100","COMPLETED 100","COMPLETED 100"],"percentages":[0,33,66,100],"userMetadata":{"last":"sdk-merge"},"failures":3,"done":6,"attempts":[1,0,0],"total":3,"errors":[]}
            """.Trim(),
            result.Output.Trim());
    }

    /// <summary>The calls of the published client (1.0.1) in their order, with its headers and bodies.</summary>
    [OwnServiceFact]
    public async Task The_calls_of_the_published_client_lead_a_job_to_its_end()
    {
        string[] types = ["client-cut", "client-render", "client-merge"];
        string job = Id((await Client.PostAsync("/v1/jobs", """{"name":"client-job","data":{},"userMetadata":{},"priority":"HIGH"}""")).Body(201));
        foreach (string type in types)
        {
            await Client.JobAsync(job);
            string stage = Id((await Client.PostAsync(
                $"/v1/jobs/{job}/stage", $$"""{"type":"{{type}}","data":{},"userMetadata":{},"startAsWaiting":false}""")).Body(201));
            Assert.Equal(type, (await Client.GetAsync($"/v1/stages/{stage}")).Body()["type"]!.GetValue<string>());
            (await Client.PostAsync($"/v1/stages/{stage}/tasks", """[{"data":{},"userMetadata":{},"maxAttempts":2},{"data":{},"userMetadata":{}}]""")).Body(201);
        }

        var percentages = new List<int>();
        foreach (string type in types)
        {
            bool failed = false;
            while (await Client.DequeueAsync(type) is { Status: System.Net.HttpStatusCode.OK } reply)
            {
                var task = reply.Body();
                var stage = (await Client.GetAsync($"/v1/stages/{task["stageId"]}")).Body();
                var parent = (await Client.GetAsync($"/v1/jobs/{stage["jobId"]}")).Body();
                Assert.Equal(("IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS"), (Status(task), Status(stage), Status(parent)));
                percentages.Add(parent["percentage"]!.GetValue<int>());
                foreach (string path in (string[])[$"tasks/{Id(task)}", $"stages/{Id(stage)}", $"jobs/{Id(parent)}"])
                {
                    (await Client.PatchAsync($"/v1/{path}/user-metadata", """{"userMetadata":{"seen":1}}""")).Body();
                }

                bool fails = !failed && task["maxAttempts"]!.GetValue<int>() == 2;
                failed |= fails;
                (await Client.ReportAsync(Id(task), fails ? "FAILED" : "COMPLETED")).Body();
            }
        }

        Assert.Equal("COMPLETED: COMPLETED COMPLETED COMPLETED", await Client.WordsAsync(job));
        Assert.Equal([0, 0, 0, 33, 33, 33, 66, 66, 66], percentages);
        Assert.Equal("""{"seen":1}""", (await Client.JobAsync(job))["userMetadata"]!.ToJsonString());
    }

    /// <summary>A worker whose COMPLETED was refused reports FAILED: neither harms the attempt that follows.</summary>
    [OwnServiceFact]
    public async Task A_worker_that_lost_its_task_harms_no_later_attempt()
    {
        var (job, _, tasks) = await Client.CreateAsync("client-late", attempts: 3);
        var (task, token) = await Client.TakeAsync("client-late");
        (await Client.ReportAsync(task, "FAILED")).Body();
        (await Client.ReportAsync(task, "COMPLETED")).IsRefused(
            400, "ILLEGAL_TASK_STATUS_TRANSITION", "Illegal status transition from RETRIED to COMPLETED");
        (await Client.ReportAsync(task, "FAILED")).IsRefused(
            400, "ILLEGAL_TASK_STATUS_TRANSITION", "Illegal status transition from RETRIED to RETRIED");
        Assert.Equal(1, (await Client.TaskAsync(tasks[0]))["attempts"]!.GetValue<int>());
        await Client.TakeAsync("client-late");
        (await Client.ReportAsync(task, "COMPLETED", token)).IsRefused(409, "TASK_STATUS_UPDATE_FAILED");
        (await Client.ReportAsync(task, "COMPLETED")).Body();
        Assert.Equal("COMPLETED: COMPLETED", await Client.WordsAsync(job));
    }

    [OwnServiceFact]
    public async Task The_log_of_a_job_names_its_stages_and_tasks()
    {
        var (job, stage, tasks) = await Client.CreateAsync("client-events");
        await Client.CompleteNextAsync("client-events");

        var events = (await shared.Service.Api.GetAsync($"jobs/{job}/events")).Body["data"]!.AsArray();

        Assert.Equal(
            ["job.created", "job.queued", "stage.created", "stage.pending", "stage.started", "task.claimed", "job.started", "task.completed", "stage.completed", "job.succeeded"],
            events.Select(item => item!["type"]!.GetValue<string>()));
        var claimed = events.Single(item => item!["type"]!.GetValue<string>() == "task.claimed")!["data"]!;
        Assert.Equal((stage, tasks[0]), (claimed["stage_id"]!.GetValue<string>(), claimed["task_id"]!.GetValue<string>()));
    }

    private static string Id(JsonNode thing) => thing["id"]!.GetValue<string>();

    private static string Status(JsonNode thing) => thing["status"]!.GetValue<string>();
}
