using System.Globalization;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Jobnik;

/// <summary>Tasks: how they are added, reported on, tried again and listed.</summary>
[Collection(JobnikServiceDefinition.Name)]
public sealed class TaskTests(JobnikService shared)
{
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private JobnikClient Client => shared.Client;

    [OwnServiceFact]
    public async Task Tasks_are_made_all_or_none_and_shown_whole()
    {
        string stage = await Client.AddStageAsync(await Client.CreateJobAsync(), "made-type");

        string traced = $$"""{"data":{"tile":"7/44/12"},"maxAttempts":3,"userMetadata":{"a":1},"traceparent":"{{Trace}}","tracestate":"a=1"}""";
        var made = (await Client.PostAsync($"/v1/stages/{stage}/tasks", $"[{traced},{{\"data\":{{}}}}]")).Body(201).AsArray();

        Assert.Equal(
            ["id", "stageId", "data", "userMetadata", "status", "attempts", "maxAttempts", "creationTime", "updateTime", "traceparent", "tracestate"],
            made[0]!.AsObject().Select(member => member.Key));
        Assert.Equal(
            (stage, """{"tile":"7/44/12"}""", """{"a":1}""", "PENDING", 0, 3, Trace, "a=1"),
            (Text(made[0]!, "stageId"), made[0]!["data"]!.ToJsonString(), made[0]!["userMetadata"]!.ToJsonString(), Text(made[0]!, "status"),
                Number(made[0]!, "attempts"), Number(made[0]!, "maxAttempts"), Text(made[0]!, "traceparent"), Text(made[0]!, "tracestate")));
        Assert.Equal(1, Number(made[1]!, "maxAttempts"));
        Assert.Equal(made[1]!.ToJsonString(), (await Client.TaskAsync(Text(made[1]!, "id"))).ToJsonString());

        (await Client.PostAsync($"/v1/stages/{stage}/tasks", """[{"data":{}},{"data":5,"maxAttempts":0}]""")).IsRefused(
            400, "VALIDATION_ERROR", "request/body/1/data must be object, request/body/1/maxAttempts must be >= 1");
        (await Client.PostAsync($"/v1/stages/{stage}/tasks", """{"data":{}}""")).IsRefused(400, "VALIDATION_ERROR", "request/body must be array");
        (await Client.PostAsync($"/v1/stages/{stage}/tasks", """[{"data":{},"stageId":"x"}]""")).IsRefused(
            400, "VALIDATION_ERROR", "request/body/0 must NOT have additional properties");
        string many = string.Join(',', Enumerable.Repeat("""{"data":{}}""", 1001));
        (await Client.PostAsync($"/v1/stages/{stage}/tasks", $"[{many}]")).IsRefused(
            400, "VALIDATION_ERROR", "request/body must NOT have more than 1000 items");
        Assert.Equal("[]", (await Client.PostAsync($"/v1/stages/{stage}/tasks", "[]")).Body(201).ToJsonString());
        Assert.Equal(2, (await Client.StageAsync(stage))["tasks"]!.AsArray().Count);
        Assert.Equal("PENDING", Text(await Client.StageAsync(stage), "status"));
    }

    [OwnServiceFact]
    public async Task Tasks_are_added_while_a_stage_has_not_begun_and_never_after()
    {
        string job = await Client.CreateJobAsync();
        string first = await Client.AddStageAsync(job, "adding-1");
        string created = await Client.AddStageAsync(job, "adding-2");
        string waiting = await Client.AddStageAsync(job, "adding-3", waiting: true);
        await Client.AddTasksAsync(first);
        await Client.AddTasksAsync(created);
        await Client.AddTasksAsync(waiting);
        await Client.SetJobStatusAsync(job, "PAUSED");
        Assert.Single(await Client.AddTasksAsync(first));
        await Client.SetJobStatusAsync(job, "PENDING");
        string task = (await Client.TakeAsync("adding-1")).Task;

        (await AddAsync(first)).IsRefused(400, "NOT_ALLOWED_TO_ADD_TASKS_TO_IN_PROGRESS_STAGE", "ADD_TASK_NOT_ALLOWED");
        (await Client.ReportAsync(task, "COMPLETED")).Body();
        await Client.CompleteNextAsync("adding-1");
        (await AddAsync(first)).IsRefused(400, "STAGE_IN_FINITE_STATE", "STAGE_ALREADY_FINISHED_TASKS_ERROR");
        (await Client.ReportAsync((await Client.TakeAsync("adding-2")).Task, "FAILED")).Body();
        Assert.Equal("FAILED: COMPLETED FAILED WAITING", await Client.WordsAsync(job));
        (await AddAsync(created)).IsRefused(400, "STAGE_IN_FINITE_STATE", "STAGE_ALREADY_FINISHED_TASKS_ERROR");
        var (aborted, stage, _) = await Client.CreateAsync("adding-4");
        await Client.SetJobStatusAsync(aborted, "ABORTED");
        (await AddAsync(stage)).IsRefused(400, "STAGE_IN_FINITE_STATE", "STAGE_ALREADY_FINISHED_TASKS_ERROR");

        Task<JobnikReply> AddAsync(string stage) => Client.PostAsync($"/v1/stages/{stage}/tasks", """[{"data":{}}]""");
    }

    [OwnServiceFact]
    public async Task Three_attempts_fail_the_task_its_stage_and_its_job()
    {
        string job = await Client.CreateJobAsync();
        string stage = await Client.AddStageAsync(job, "three-tries");
        string later = await Client.AddStageAsync(job, "three-tries-later");
        string task = (await Client.AddTasksAsync(stage, attempts: 3))[0];
        await Client.AddTasksAsync(later);
        for (int attempt = 0; attempt < 3; attempt++)
        {
            var taken = (await Client.DequeueAsync("three-tries")).Body();
            Assert.Equal((task, "IN_PROGRESS", attempt), (Text(taken, "id"), Text(taken, "status"), Number(taken, "attempts")));
            var failed = (await Client.ReportAsync(task, "FAILED")).Body();
            Assert.Equal((attempt < 2 ? "RETRIED" : "FAILED", attempt + 1), (Text(failed, "status"), Number(failed, "attempts")));
            Assert.Equal(attempt == 2, failed["endTime"] is not null);
        }

        Assert.Equal("FAILED: FAILED CREATED", await Client.WordsAsync(job));
        (await Client.DequeueAsync("three-tries")).IsRefused(404, "TASK_NOT_FOUND");
        (await Client.DequeueAsync("three-tries-later")).IsRefused(404, "TASK_NOT_FOUND");
        Assert.Equal(
            """{"pending":0,"inProgress":0,"completed":0,"failed":1,"created":0,"retried":0,"total":1}""",
            (await Client.GetAsync($"/v1/stages/{stage}/summary")).Body().ToJsonString());
    }

    [OwnServiceFact]
    public async Task Every_cell_of_what_may_be_asked_of_a_task()
    {
        const string code = "ILLEGAL_TASK_STATUS_TRANSITION";
        var (_, _, tasks) = await Client.CreateAsync("task-cells", tasks: 2, attempts: 2);
        await UnchangedAsync("PENDING", "COMPLETED");
        await UnchangedAsync("PENDING", "FAILED", "RETRIED");
        (await Client.PutAsync($"/v1/tasks/{tasks[0]}/status", """{"status":"PENDING"}""")).IsRefused(
            400, "VALIDATION_ERROR", "request/body/status must be equal to one of the allowed values: COMPLETED, FAILED");
        await Client.TakeAsync("task-cells");
        Assert.Equal("RETRIED", Text((await Client.ReportAsync(tasks[0], "FAILED")).Body(), "status"));
        await UnchangedAsync("RETRIED", "COMPLETED");
        await UnchangedAsync("RETRIED", "FAILED");
        Assert.Equal(tasks[1], (await Client.TakeAsync("task-cells")).Task);
        Assert.Equal(tasks[0], (await Client.TakeAsync("task-cells")).Task);
        Assert.Equal("COMPLETED", Text((await Client.ReportAsync(tasks[0], "COMPLETED")).Body(), "status"));
        await UnchangedAsync("COMPLETED", "COMPLETED");
        await UnchangedAsync("COMPLETED", "FAILED");
        (await Client.ReportAsync(tasks[1], "COMPLETED")).Body();

        var (_, _, failing) = await Client.CreateAsync("task-cells");
        await Client.TakeAsync("task-cells");
        (await Client.ReportAsync(failing[0], "FAILED")).Body();
        (await Client.ReportAsync(failing[0], "COMPLETED")).IsRefused(400, code, "Illegal status transition from FAILED to COMPLETED");
        (await Client.ReportAsync(failing[0], "FAILED")).IsRefused(400, code, "Illegal status transition from FAILED to FAILED");

        var (job, _, fenced) = await Client.CreateAsync("task-cells", tasks: 2);
        string token = (await Client.TakeAsync("task-cells")).Token;
        await Client.SetJobStatusAsync(job, "ABORTED");
        foreach (string status in (string[])["COMPLETED", "FAILED"])
        {
            (await Client.ReportAsync(fenced[0], status)).IsRefused(409, "TASK_STATUS_UPDATE_FAILED");
            (await Client.ReportAsync(fenced[0], status, token)).IsRefused(409, "TASK_STATUS_UPDATE_FAILED");
            (await Client.ReportAsync(fenced[1], status)).IsRefused(409, "TASK_STATUS_UPDATE_FAILED");
        }

        Assert.Equal("IN_PROGRESS", Text(await Client.TaskAsync(fenced[0]), "status"));

        async Task UnchangedAsync(string from, string asked, string? became = null)
        {
            string before = (await Client.TaskAsync(tasks[0])).ToJsonString();
            (await Client.ReportAsync(tasks[0], asked)).IsRefused(400, code, $"Illegal status transition from {from} to {became ?? Became(from, asked)}");
            Assert.Equal(before, (await Client.TaskAsync(tasks[0])).ToJsonString());
        }

        // One attempt has failed of two: another failure would be the last.
        static string Became(string from, string asked) => asked == "FAILED" && from == "PENDING" ? "RETRIED" : asked;
    }

    [OwnServiceFact]
    public async Task A_token_is_held_to_its_attempt_and_repeats_its_own_write_harmlessly()
    {
        var (_, _, tasks) = await Client.CreateAsync("tokens", attempts: 3);
        var first = await Client.TakeAsync("tokens");
        (await Client.ReportAsync(tasks[0], "COMPLETED", "another")).IsRefused(409, "TASK_STATUS_UPDATE_FAILED");
        (await Client.ReportAsync(tasks[0], "FAILED", first.Token)).Body();
        Assert.Equal(1, Number((await Client.ReportAsync(tasks[0], "FAILED", first.Token)).Body(), "attempts"));
        (await Client.ReportAsync(tasks[0], "COMPLETED", first.Token)).IsRefused(409, "TASK_STATUS_UPDATE_FAILED");
        var second = await Client.TakeAsync("tokens");
        (await Client.ReportAsync(tasks[0], "COMPLETED", first.Token)).IsRefused(409, "TASK_STATUS_UPDATE_FAILED");
        (await Client.ReportAsync(tasks[0], "FAILED", first.Token)).IsRefused(409, "TASK_STATUS_UPDATE_FAILED");
        (await Client.ReportAsync(tasks[0], "COMPLETED", second.Token)).Body();
        Assert.Equal("COMPLETED", Text((await Client.ReportAsync(tasks[0], "COMPLETED", second.Token)).Body(), "status"));
    }

    [OwnServiceFact]
    public async Task Writes_without_a_token_are_refused_where_one_is_required()
    {
        await using var service = await JobnikService.StartAsync("--Kiln:Jobnik:RequireLeaseToken=true");
        using var client = new JobnikClient(service.Api.Url);
        var (_, _, tasks) = await client.CreateAsync("required");
        var (_, token) = await client.TakeAsync("required");

        (await client.ReportAsync(tasks[0], "COMPLETED")).IsRefused(409, "TASK_STATUS_UPDATE_FAILED");
        (await client.PostAsync($"/v1/tasks/{tasks[0]}/heartbeat")).IsRefused(409, "TASK_STATUS_UPDATE_FAILED");
        (await client.ReportAsync(tasks[0], "COMPLETED", token)).Body();
    }

    [OwnServiceFact]
    public async Task A_heartbeat_puts_an_attempt_on_the_short_lease_and_notes_renew_what_it_has()
    {
        var (_, _, tasks) = await Client.CreateAsync("beating", tasks: 2);
        var reply = await Client.DequeueAsync("beating");
        string token = reply.Header(JobnikClient.TokenHeader)!;
        DateTimeOffset long0 = Time(reply.Header("X-Kiln-Lease-Expires-At")!);
        Assert.InRange(long0 - Time(Text(reply.Body(), "startTime")), TimeSpan.FromSeconds(1799), TimeSpan.FromSeconds(1801));

        var beat = (await Client.PostAsync($"/v1/tasks/{tasks[0]}/heartbeat", headers: (JobnikClient.TokenHeader, token))).Body();

        Assert.Equal((false, false), (beat["cancel"]!.GetValue<bool>(), beat["pause"]!.GetValue<bool>()));
        Assert.True(Time(Text(beat, "leaseExpiresAt")) < long0.AddMinutes(-20));
        (await Client.PatchAsync($"/v1/tasks/{tasks[0]}/user-metadata", """{"userMetadata":{"done":7}}""")).IsDone("TASK_MODIFIED_SUCCESSFULLY");
        Assert.Equal("""{"done":7}""", (await Client.TaskAsync(tasks[0]))["userMetadata"]!.ToJsonString());
        var again = (await Client.PostAsync($"/v1/tasks/{tasks[0]}/heartbeat")).Body();
        Assert.True(Time(Text(again, "leaseExpiresAt")) < long0.AddMinutes(-20));
        (await Client.PostAsync($"/v1/tasks/{tasks[0]}/heartbeat", headers: (JobnikClient.TokenHeader, "another"))).IsRefused(409, "TASK_STATUS_UPDATE_FAILED");
        (await Client.PostAsync($"/v1/tasks/{tasks[1]}/heartbeat")).IsRefused(409, "TASK_STATUS_UPDATE_FAILED");
        await Client.SetJobStatusAsync(await JobOfAsync(tasks[0]), "PAUSED");
        Assert.True((await Client.PostAsync($"/v1/tasks/{tasks[0]}/heartbeat")).Body()["pause"]!.GetValue<bool>());
        (await Client.ReportAsync(tasks[0], "COMPLETED", token)).Body();
        (await Client.PostAsync($"/v1/tasks/{tasks[0]}/heartbeat", headers: (JobnikClient.TokenHeader, token))).IsRefused(409, "TASK_STATUS_UPDATE_FAILED");
    }

    [OwnServiceFact]
    public async Task Tasks_are_listed_oldest_first_with_filters_and_totals()
    {
        var (_, stage, older) = await Client.CreateAsync("listed-tasks", tasks: 3);
        var (_, _, newer) = await Client.CreateAsync("listed-tasks", tasks: 2);
        await Client.CompleteNextAsync("listed-tasks");
        string[] all = [.. older, .. newer];

        await IsPageAsync("/v1/tasks?stage_type=listed-tasks", 5, all);
        await IsPageAsync("/v1/tasks?stage_type=listed-tasks&page=2&page_size=2", 5, all[2..4]);
        await IsPageAsync($"/v1/tasks?stage_id={stage}", 3, older);
        await IsPageAsync("/v1/tasks?stage_type=listed-tasks&status=COMPLETED", 1, [older[0]]);
        await IsPageAsync($"/v1/tasks?stage_id={stage}&status=PENDING", 2, older[1..]);
        await IsPageAsync("/v1/tasks?stage_type=listed-tasks&status=CREATED", 0, []);
        string updated = Text(await Client.TaskAsync(older[0]), "updateTime");
        await IsPageAsync($"/v1/tasks?stage_id={stage}&from_date={updated}&end_date={updated}", 1, [older[0]]);
        await IsPageAsync($"/v1/stages/{stage}/tasks?page=3&page_size=1", 3, [older[2]]);
        await IsPageAsync($"/v1/stages/{stage}/tasks?page=2", 3, []);
        Assert.True((await Client.GetAsync("/v1/tasks")).Body()["total"]!.GetValue<int>() >= 5);
        for (int i = 0; i < 4; i++)
        {
            await Client.CompleteNextAsync("listed-tasks");
        }
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private static int Number(JsonNode node, string name) => node[name]!.GetValue<int>();

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private async Task<string> JobOfAsync(string taskId) =>
        Text(await Client.StageAsync(Text(await Client.TaskAsync(taskId), "stageId")), "jobId");

    private async Task IsPageAsync(string path, int total, IEnumerable<string> ids)
    {
        var page = (await Client.GetAsync(path)).Body();
        Assert.Equal(ids, page["items"]!.AsArray().Select(item => Text(item!, "id")));
        Assert.Equal(total, page["total"]!.GetValue<int>());
    }
}
