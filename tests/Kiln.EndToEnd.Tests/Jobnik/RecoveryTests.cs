using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Jobnik;

/// <summary>Workers and services that die: whatever was replied is there, and work goes on.</summary>
public sealed class RecoveryTests
{
    [OwnServiceFact]
    public async Task A_worker_that_dies_loses_its_task_and_what_it_writes_as_a_zombie_is_late()
    {
        await using var service = await JobnikService.StartAsync("--Kiln:Jobnik:LeaseSeconds=1", "--Kiln:Workers:LeaseSweepSeconds=1");
        using var client = new JobnikClient(service.Api.Url);
        var (job, _, tasks) = await client.CreateAsync("dying", attempts: 2);
        var (task, token) = await client.TakeAsync("dying");

        await WaitForEventAsync(service, job, "task.retried");

        var retried = await client.TaskAsync(task);
        Assert.Equal(("RETRIED", 1), (retried["status"]!.GetValue<string>(), retried["attempts"]!.GetValue<int>()));
        (await client.ReportAsync(task, "COMPLETED", token)).IsRefused(409, "TASK_STATUS_UPDATE_FAILED");
        (await client.ReportAsync(task, "FAILED", token)).IsRefused(409, "TASK_STATUS_UPDATE_FAILED");
        (await client.ReportAsync(task, "COMPLETED")).IsRefused(
            400, "ILLEGAL_TASK_STATUS_TRANSITION", "Illegal status transition from RETRIED to COMPLETED");
        Assert.Equal(tasks[0], (await client.TakeAsync("dying")).Task);
        (await client.ReportAsync(task, "COMPLETED", token)).IsRefused(409, "TASK_STATUS_UPDATE_FAILED");

        await WaitForEventAsync(service, job, "job.failed");

        Assert.Equal("FAILED: FAILED", await client.WordsAsync(job));
        Assert.Equal("FAILED", (await client.TaskAsync(task))["status"]!.GetValue<string>());
        Assert.False((await service.Api.GetAsync($"jobs/{job}")).Data(System.Net.HttpStatusCode.OK)["deadLettered"]!.GetValue<bool>());
    }

    [OwnServiceFact]
    public async Task A_job_that_takes_too_long_fails_in_its_open_stage()
    {
        await using var service = await JobnikService.StartAsync("--Kiln:Jobnik:JobTimeoutSeconds=3");
        using var client = new JobnikClient(service.Api.Url);
        var (job, _, _) = await client.CreateAsync("timed", more: ""","sealed":false""");
        await client.AddStageAsync(job, "timed-later");
        string task = (await client.TakeAsync("timed")).Task;

        await WaitForEventAsync(service, job, "job.timed_out");

        Assert.Equal("FAILED: FAILED ABORTED", await client.WordsAsync(job));
        (await client.ReportAsync(task, "COMPLETED")).IsRefused(409, "TASK_STATUS_UPDATE_FAILED");
        Assert.True((await client.PostAsync($"/v1/tasks/{task}/heartbeat")).Body()["cancel"]!.GetValue<bool>());
    }

    [OwnServiceFact]
    public async Task After_a_kill_behind_any_reply_what_was_replied_is_there()
    {
        await using var service = await JobnikService.StartAsync();
        string job = "", stage = "", token = "";
        string[] tasks = [];
        await StepAsync(async client => job = await client.CreateJobAsync(""","sealed":false"""), "PENDING:");
        await StepAsync(async client => stage = await client.AddStageAsync(job, "killed", waiting: true), "PENDING: WAITING");
        await StepAsync(async client => tasks = await client.AddTasksAsync(stage, 2, attempts: 2), "PENDING: WAITING");
        await StepAsync(async client => (await client.ReleaseAsync(stage)).Body(), "PENDING: PENDING");
        await StepAsync(async client => (tasks[0], token) = await client.TakeAsync("killed"), "IN_PROGRESS: IN_PROGRESS");
        await StepAsync(async client => (await client.SetJobStatusAsync(job, "PAUSED")).Body(), "PAUSED: IN_PROGRESS");
        await StepAsync(async client => (await client.ReportAsync(tasks[0], "FAILED", token)).Body(), "PAUSED: IN_PROGRESS");
        await StepAsync(async client => (await client.SetJobStatusAsync(job, "PENDING")).Body(), "IN_PROGRESS: IN_PROGRESS");
        await StepAsync(
            async client =>
            {
                await client.CompleteNextAsync("killed");
                await client.CompleteNextAsync("killed");
            },
            "IN_PROGRESS: COMPLETED");
        await StepAsync(async client => (await client.PostAsync($"/v1/jobs/{job}/seal")).Body(), "COMPLETED: COMPLETED");
        await StepAsync(async client => (await client.PatchAsync($"/v1/tasks/{tasks[0]}/user-metadata", """{"kept":1}""")).Body(), "COMPLETED: COMPLETED");

        using var last = new JobnikClient(service.Api.Url);
        Assert.Equal(1, (await last.TaskAsync(tasks[0]))["userMetadata"]!["kept"]!.GetValue<int>());
        Assert.Equal(2, (await last.StageAsync(stage))["summary"]!["completed"]!.GetValue<int>());

        async Task StepAsync(Func<JobnikClient, Task> act, string words)
        {
            using (var client = new JobnikClient(service.Api.Url))
            {
                await act(client);
            }

            await service.KillAsync();
            await service.RestartAsync();
            using var again = new JobnikClient(service.Api.Url);
            Assert.Equal(words, await again.WordsAsync(job));
        }
    }

    /// <summary>Waits until an event stands in the log of a job.</summary>
    private static async Task WaitForEventAsync(KilnService service, string job, string type)
    {
        long after = 0;
        for (int looks = 0; looks < 20; looks++)
        {
            foreach (var item in (await service.Api.GetAsync($"jobs/{job}/events?after={after}&wait=20")).Body["data"]!.AsArray())
            {
                after = item!["sequence"]!.GetValue<long>();
                if (item["type"]!.GetValue<string>() == type)
                {
                    return;
                }
            }
        }

        Assert.Fail($"No {type} in the log of {job}.");
    }
}
