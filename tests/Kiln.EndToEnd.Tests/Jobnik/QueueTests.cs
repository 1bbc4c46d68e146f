using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Jobnik;

/// <summary>How tasks are handed out: order, pauses, gates, aborts, waits, and many workers at once.</summary>
[Collection(JobnikServiceDefinition.Name)]
public sealed class QueueTests(JobnikService shared)
{
    private JobnikClient Client => shared.Client;

    [OwnServiceFact]
    public async Task Priorities_are_taken_in_order_and_equal_ones_oldest_first()
    {
        string[] words = ["LOW", "VERY_HIGH", "MEDIUM", "VERY_LOW", "HIGH", "MEDIUM"];
        var tasks = new List<string>();
        foreach (string word in words)
        {
            tasks.Add((await Client.CreateAsync("order", more: $$""","priority":"{{word}}" """)).Tasks[0]);
        }

        await IsNextAsync(tasks[1]);
        (await Client.PatchAsync($"/v1/jobs/{await JobOfAsync(tasks[3])}/priority", """{"priority":"VERY_HIGH"}""")).Body();
        await IsNextAsync(tasks[3]);
        await IsNextAsync(tasks[4]);
        await IsNextAsync(tasks[2]);
        await IsNextAsync(tasks[5]);
        await IsNextAsync(tasks[0]);
        await IsEmptyAsync("order");

        async Task IsNextAsync(string task) => Assert.Equal(task, (await Client.TakeAsync("order")).Task);
    }

    [OwnServiceFact]
    public async Task A_retried_task_queues_from_its_retry_so_that_no_job_starves_another()
    {
        var (_, _, first) = await Client.CreateAsync("fair", attempts: 5);
        var (_, _, second) = await Client.CreateAsync("fair");

        Assert.Equal(first[0], (await Client.TakeAsync("fair")).Task);
        (await Client.ReportAsync(first[0], "FAILED")).Body();
        Assert.Equal(second[0], (await Client.TakeAsync("fair")).Task);
        Assert.Equal(first[0], (await Client.TakeAsync("fair")).Task);
    }

    [OwnServiceFact]
    public async Task Stages_of_one_type_in_several_jobs_are_one_queue()
    {
        var (one, _, tasks) = await Client.CreateAsync("shared-queue");
        var (two, _, others) = await Client.CreateAsync("shared-queue", tasks: 2);
        await Client.SetJobStatusAsync(one, "ABORTED");
        (await Client.SendAsync(HttpMethod.Delete, $"/v1/jobs/{one}")).Body();

        Assert.Equal(others[0], (await Client.TakeAsync("shared-queue")).Task);
        Assert.Equal(others[1], (await Client.TakeAsync("shared-queue")).Task);
        await IsEmptyAsync("shared-queue");
        (await Client.GetAsync($"/v1/tasks/{tasks[0]}")).IsRefused(404, "TASK_NOT_FOUND");
        Assert.Equal("IN_PROGRESS: IN_PROGRESS", await Client.WordsAsync(two));
    }

    [OwnServiceFact]
    public async Task A_paused_job_hands_nothing_out_lets_running_work_finish_and_goes_on()
    {
        var (job, _, _) = await Client.CreateAsync("pausing", tasks: 2);
        string running = (await Client.TakeAsync("pausing")).Task;
        await Client.SetJobStatusAsync(job, "PAUSED");

        await IsEmptyAsync("pausing");
        Assert.Equal("COMPLETED", (await Client.ReportAsync(running, "COMPLETED")).Body()["status"]!.GetValue<string>());
        Assert.Equal("PAUSED: IN_PROGRESS", await Client.WordsAsync(job));
        await Client.SetJobStatusAsync(job, "PENDING");
        Assert.Equal("IN_PROGRESS: IN_PROGRESS", await Client.WordsAsync(job));
        await Client.CompleteNextAsync("pausing");
        Assert.Equal("COMPLETED: COMPLETED", await Client.WordsAsync(job));
        Assert.Equal(100, (await Client.JobAsync(job))["percentage"]!.GetValue<int>());
    }

    [OwnServiceFact]
    public async Task The_last_task_of_a_paused_job_ends_it_whichever_way()
    {
        foreach (string status in (string[])["COMPLETED", "FAILED"])
        {
            var (job, _, _) = await Client.CreateAsync("paused-end");
            string task = (await Client.TakeAsync("paused-end")).Task;
            await Client.SetJobStatusAsync(job, "PAUSED");
            (await Client.ReportAsync(task, status)).Body();
            Assert.Equal($"{status}: {status}", await Client.WordsAsync(job));
        }
    }

    [OwnServiceFact]
    public async Task An_abort_in_mid_task_cascades_and_tells_the_worker()
    {
        string job = await Client.CreateJobAsync();
        string first = await Client.AddStageAsync(job, "aborting-1");
        await Client.AddTasksAsync(first, 2);
        await Client.AddTasksAsync(await Client.AddStageAsync(job, "aborting-2"));
        await Client.AddStageAsync(job, "aborting-3", waiting: true);
        var (task, token) = await Client.TakeAsync("aborting-1");

        (await Client.SetJobStatusAsync(job, "ABORTED")).IsDone("JOB_MODIFIED_SUCCESSFULLY");

        Assert.Equal("ABORTED: ABORTED ABORTED ABORTED", await Client.WordsAsync(job));
        await IsEmptyAsync("aborting-1");
        await IsEmptyAsync("aborting-2");
        Assert.True((await Client.PostAsync($"/v1/tasks/{task}/heartbeat", headers: (JobnikClient.TokenHeader, token))).Body()["cancel"]!.GetValue<bool>());
        (await Client.ReportAsync(task, "COMPLETED")).IsRefused(409, "TASK_STATUS_UPDATE_FAILED");
        Assert.Equal("IN_PROGRESS", (await Client.TaskAsync(task))["status"]!.GetValue<string>());
    }

    [OwnServiceFact]
    public async Task What_a_dequeue_asks_for_is_checked()
    {
        (await Client.DequeueAsync("no such type")).IsRefused(404, "TASK_NOT_FOUND");
        (await Client.DequeueAsync(new string('a', 51))).IsRefused(
            400, "VALIDATION_ERROR", "request/params/stageType must NOT have more than 50 characters");
        (await Client.DequeueAsync("any", "?wait=21")).IsRefused(400, "VALIDATION_ERROR", "request/query/wait must be <= 20");
        (await Client.DequeueAsync("any", "?block=1")).IsRefused(400, "VALIDATION_ERROR", "Unknown query parameter 'block'");
        await Client.CreateAsync("Größe 1.5:x");
        Assert.Equal(HttpStatusCode.OK, (await Client.DequeueAsync(Uri.EscapeDataString("Größe 1.5:x"), "?worker_id=me")).Status);
    }

    [OwnServiceFact]
    public async Task A_waiting_call_is_answered_when_a_task_appears_by_any_way()
    {
        var added = Client.DequeueAsync("appearing", "?wait=20");
        var (job, stage, tasks) = await Client.CreateAsync("appearing");
        Assert.Equal(tasks[0], (await added).Body()["id"]!.GetValue<string>());

        string gated = await Client.AddStageAsync(job, "appearing", waiting: true);
        string task = (await Client.AddTasksAsync(gated))[0];
        var released = Client.DequeueAsync("appearing", "?wait=20");
        (await Client.ReportAsync(tasks[0], "COMPLETED")).Body();
        (await Client.ReleaseAsync(gated)).Body();
        Assert.Equal(task, (await released).Body()["id"]!.GetValue<string>());
        Assert.NotNull(stage);
    }

    [OwnServiceFact]
    public async Task Of_two_workers_and_one_task_one_gets_it()
    {
        for (int round = 0; round < 10; round++)
        {
            await Client.CreateAsync("contested");
            var replies = await Task.WhenAll(Client.DequeueAsync("contested"), Client.DequeueAsync("contested"));
            Assert.Single(replies, reply => reply.Status == HttpStatusCode.OK);
            replies.Single(reply => reply.Status != HttpStatusCode.OK).IsRefused(404, "TASK_NOT_FOUND");
        }
    }

    [OwnServiceFact]
    public async Task Of_hundreds_of_workers_none_gets_a_task_twice_and_none_is_lost()
    {
        const int jobs = 4, tasks = 60, workers = 200;
        var expected = new HashSet<string>();
        var ids = new List<string>();
        for (int i = 0; i < jobs; i++)
        {
            var (job, _, made) = await Client.CreateAsync("fleet", tasks, attempts: 2);
            ids.Add(job);
            expected.UnionWith(made);
        }

        var taken = new ConcurrentBag<(string Task, int Attempts)>();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(async worker =>
        {
            while (await Client.DequeueAsync("fleet") is { Status: HttpStatusCode.OK } reply)
            {
                JsonNode task = reply.Body();
                string id = task["id"]!.GetValue<string>();
                int attempts = task["attempts"]!.GetValue<int>();
                taken.Add((id, attempts));
                bool fails = attempts == 0 && worker % 5 == 0;
                (await Client.ReportAsync(id, fails ? "FAILED" : "COMPLETED", reply.Header(JobnikClient.TokenHeader))).Body();
            }
        }));

        // A worker that found nothing went away while others still failed tasks: what they gave back is taken now.
        while (await Client.DequeueAsync("fleet") is { Status: HttpStatusCode.OK } rest)
        {
            string id = rest.Body()["id"]!.GetValue<string>();
            taken.Add((id, rest.Body()["attempts"]!.GetValue<int>()));
            (await Client.ReportAsync(id, "COMPLETED")).Body();
        }

        Assert.Equal(expected, taken.Select(item => item.Task).ToHashSet());
        Assert.Equal(taken.Count, taken.Distinct().Count());
        foreach (string job in ids)
        {
            Assert.Equal("COMPLETED: COMPLETED", await Client.WordsAsync(job));
        }
    }

    private async Task IsEmptyAsync(string type) => (await Client.DequeueAsync(type)).IsRefused(404, "TASK_NOT_FOUND");

    private async Task<string> JobOfAsync(string taskId)
    {
        string stage = (await Client.TaskAsync(taskId))["stageId"]!.GetValue<string>();
        return (await Client.StageAsync(stage))["jobId"]!.GetValue<string>();
    }
}
