using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Jobnik;

/// <summary>Stages: their first word, their order, gates, summaries and lists.</summary>
[Collection(JobnikServiceDefinition.Name)]
public sealed class StageTests(JobnikService shared)
{
    private JobnikClient Client => shared.Client;

    [OwnServiceFact]
    public async Task A_stage_begins_as_its_situation_says_and_is_shown_whole()
    {
        string job = await Client.CreateJobAsync();

        var first = (await Client.PostAsync($"/v1/jobs/{job}/stage", """{"type":"first-type","data":{"x":1},"userMetadata":{"y":2}}""")).Body(201).AsObject();
        Assert.Equal(
            ["id", "jobId", "type", "data", "userMetadata", "summary", "percentage", "status", "order", "traceparent"],
            first.Select(member => member.Key));
        Assert.Equal(
            """{"pending":0,"inProgress":0,"completed":0,"failed":0,"created":0,"retried":0,"total":0}""", first["summary"]!.ToJsonString());
        Assert.Equal((job, "PENDING", 1, 0), (Text(first, "jobId"), Text(first, "status"), first["order"]!.GetValue<int>(), first["percentage"]!.GetValue<int>()));
        await Client.AddStageAsync(job, "second-type");
        await Client.AddStageAsync(job, "third-type", waiting: true);
        Assert.Equal("PENDING: PENDING CREATED WAITING", await Client.WordsAsync(job));
        var waiting = await Client.CreateJobAsync();
        await Client.AddStageAsync(waiting, "gated-type", waiting: true);
        Assert.Equal("PENDING: WAITING", await Client.WordsAsync(waiting));
    }

    [OwnServiceFact]
    public async Task A_stage_behind_completed_ones_is_pending_at_once()
    {
        var (job, _, _) = await Client.CreateAsync("behind-1", more: ""","sealed":false""");
        await Client.CompleteNextAsync("behind-1");
        Assert.Equal("IN_PROGRESS: COMPLETED", await Client.WordsAsync(job));

        await Client.AddTasksAsync(await Client.AddStageAsync(job, "behind-2"));

        Assert.Equal("IN_PROGRESS: COMPLETED PENDING", await Client.WordsAsync(job));
        Assert.Equal(50, (await Client.JobAsync(job))["percentage"]!.GetValue<int>());
        await Client.CompleteNextAsync("behind-2");
    }

    [OwnServiceFact]
    public async Task Stages_are_added_to_paused_jobs_and_not_to_finished_ones()
    {
        string job = await Client.CreateJobAsync();
        await Client.SetJobStatusAsync(job, "PAUSED");
        await Client.AddStageAsync(job, "late-type");
        Assert.Equal("PAUSED: PENDING", await Client.WordsAsync(job));
        await Client.SetJobStatusAsync(job, "ABORTED");

        (await Client.PostAsync($"/v1/jobs/{job}/stage", """{"type":"late-type","data":{}}""")).IsRefused(
            400, "JOB_IN_FINITE_STATE", "JOB_ALREADY_FINISHED_STAGES_ERROR");
        (await Client.PostAsync($"/v1/jobs/{job}/stage", """{"type":"late-type","data":{},"order":3}""")).IsRefused(
            400, "VALIDATION_ERROR", "request/body must NOT have additional properties");
    }

    [OwnServiceFact]
    public async Task Every_cell_of_what_may_be_asked_of_a_stage()
    {
        const string code = "ILLEGAL_STAGE_STATUS_TRANSITION";
        string job = await Client.CreateJobAsync();
        string first = await Client.AddStageAsync(job, "cells-1", waiting: true);
        string second = await Client.AddStageAsync(job, "cells-2");
        string third = await Client.AddStageAsync(job, "cells-3", waiting: true);
        await Client.AddTasksAsync(first, 2);
        await Client.AddTasksAsync(second);
        await Client.AddTasksAsync(third);
        (await Client.ReleaseAsync(second)).IsRefused(400, code, "Previous stage is not COMPLETED");
        (await Client.ReleaseAsync(third)).IsRefused(400, code, "Previous stage is not COMPLETED");
        (await Client.PutAsync($"/v1/stages/{first}/status", """{"status":"COMPLETED"}""")).IsRefused(
            400, "VALIDATION_ERROR", "request/body/status must be equal to one of the allowed values: PENDING");
        (await Client.DequeueAsync("cells-1")).IsRefused(404, "TASK_NOT_FOUND");

        (await Client.ReleaseAsync(first)).IsDone("STAGE_MODIFIED_SUCCESSFULLY");
        (await Client.ReleaseAsync(first)).IsDone("STAGE_MODIFIED_SUCCESSFULLY");
        Assert.Equal("PENDING: PENDING CREATED WAITING", await Client.WordsAsync(job));
        await Client.CompleteNextAsync("cells-1");
        (await Client.ReleaseAsync(first)).IsRefused(400, code, "Illegal status transition from IN_PROGRESS to PENDING");
        await Client.CompleteNextAsync("cells-1");
        (await Client.ReleaseAsync(first)).IsRefused(400, code, "Illegal status transition from COMPLETED to PENDING");
        (await Client.ReleaseAsync(second)).IsDone("STAGE_MODIFIED_SUCCESSFULLY");
        await Client.CompleteNextAsync("cells-2");
        Assert.Equal("IN_PROGRESS: COMPLETED COMPLETED WAITING", await Client.WordsAsync(job));
        (await Client.DequeueAsync("cells-3")).IsRefused(404, "TASK_NOT_FOUND");
        (await Client.ReleaseAsync(third)).IsDone("STAGE_MODIFIED_SUCCESSFULLY");
        (await Client.ReportAsync((await Client.TakeAsync("cells-3")).Task, "FAILED")).Body();
        Assert.Equal("FAILED: COMPLETED COMPLETED FAILED", await Client.WordsAsync(job));
        (await Client.ReleaseAsync(third)).IsRefused(400, code, "Illegal status transition from FAILED to PENDING");

        string aborted = await Client.CreateJobAsync();
        string stage = await Client.AddStageAsync(aborted, "cells-4", waiting: true);
        await Client.SetJobStatusAsync(aborted, "ABORTED");
        (await Client.ReleaseAsync(stage)).IsRefused(400, code, "Illegal status transition from ABORTED to PENDING");
    }

    [OwnServiceFact]
    public async Task A_gate_of_a_paused_job_opens_and_its_tasks_wait_for_the_resume()
    {
        string job = await Client.CreateJobAsync();
        string stage = await Client.AddStageAsync(job, "paused-gate", waiting: true);
        await Client.AddTasksAsync(stage);
        await Client.SetJobStatusAsync(job, "PAUSED");

        (await Client.ReleaseAsync(stage)).IsDone("STAGE_MODIFIED_SUCCESSFULLY");
        (await Client.DequeueAsync("paused-gate")).IsRefused(404, "TASK_NOT_FOUND");
        await Client.SetJobStatusAsync(job, "PENDING");
        await Client.CompleteNextAsync("paused-gate");

        Assert.Equal("COMPLETED: COMPLETED", await Client.WordsAsync(job));
    }

    [OwnServiceFact]
    public async Task A_summary_counts_tasks_and_metadata_is_replaced()
    {
        var (_, stage, _) = await Client.CreateAsync("summary-type", tasks: 4, attempts: 2);
        await Client.CompleteNextAsync("summary-type");
        (await Client.ReportAsync((await Client.TakeAsync("summary-type")).Task, "FAILED")).Body();
        await Client.TakeAsync("summary-type");

        Assert.Equal(
            """{"pending":1,"inProgress":1,"completed":1,"failed":0,"created":0,"retried":1,"total":4}""",
            (await Client.GetAsync($"/v1/stages/{stage}/summary")).Body().ToJsonString());
        (await Client.PatchAsync($"/v1/stages/{stage}/user-metadata", """{"userMetadata":{"seen":true}}""")).IsDone("STAGE_MODIFIED_SUCCESSFULLY");
        var shown = await Client.StageAsync(stage);
        Assert.Equal(("""{"seen":true}""", 25, 4), (shown["userMetadata"]!.ToJsonString(), shown["percentage"]!.GetValue<int>(), shown["tasks"]!.AsArray().Count));
        Assert.Null((await Client.GetAsync($"/v1/stages/{stage}")).Body()["tasks"]);
    }

    [OwnServiceFact]
    public async Task Stages_are_listed_by_job_and_order_with_filters_and_totals()
    {
        var (older, olderStage, _) = await Client.CreateAsync("listed-stage");
        var (newer, newerStage, _) = await Client.CreateAsync("listed-stage");
        string last = await Client.AddStageAsync(newer, "listed-stage", waiting: true);

        await IsPageAsync("?stage_type=listed-stage", 3, [newerStage, last, olderStage]);
        await IsPageAsync("?stage_type=listed-stage&page=2&page_size=1", 3, [last]);
        await IsPageAsync($"?job_id={newer}", 2, [newerStage, last]);
        await IsPageAsync("?stage_type=listed-stage&stage_operation_status=PENDING", 2, [newerStage, olderStage]);
        await IsPageAsync("?stage_type=listed-stage&stage_operation_status=WAITING", 1, [last]);
        await IsPageAsync("?job_id=00000000-0000-0000-0000-000000000000", 0, []);
        await IsPageAsync($"?job_id={olderStage}", 0, []);
        Assert.Single((await Client.GetAsync($"/v1/stages?job_id={older}&should_return_tasks=true")).Body()["items"]![0]!["tasks"]!.AsArray());
        Assert.Equal(
            [newerStage, last],
            (await Client.GetAsync($"/v1/jobs/{newer}/stages?should_return_tasks=true")).Body().AsArray().Select(stage => Text(stage!, "id")));
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private async Task IsPageAsync(string query, int total, IEnumerable<string> ids)
    {
        var page = (await Client.GetAsync("/v1/stages" + query)).Body();
        Assert.Equal(ids, page["items"]!.AsArray().Select(item => Text(item!, "id")));
        Assert.Equal(total, page["total"]!.GetValue<int>());
    }
}
