using System.Text;
using System.Text.Json;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;
using Kiln.Storage.Jobs.Pages;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Jobs;

/// <summary>Jobs that are too large for one document: whatever stands where, they read as if it did not matter.</summary>
public sealed class LargeJobTests
{
    private static readonly JobStoreOptions Shared = new() { OtherProcessesInterval = TimeSpan.FromSeconds(1) };
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);
    private readonly MemoryDocumentStore _documents = new();
    private readonly SetTime _time = new();

    [Theory]
    [InlineData(1, 300, 100_000, 1000)]
    [InlineData(2, 1000, 100_000, 1000)]
    [InlineData(3, 200, 50, 300)]
    [InlineData(4, 70, 100_000, 1000)]
    public async Task A_job_reads_as_the_commands_left_it(int seed, int tasks, long keptParts, int steps)
    {
        Random random = new(seed);
        JobStoreOptions options = new() { KeptParts = keptParts };
        JobStore jobs = new(_documents, options, _time);
        Job model = TestJobs.Create(_time.Now, tasks: tasks);
        await jobs.CreateAsync(model);
        for (int step = 0; step < steps; step++)
        {
            _time.Now += TimeSpan.FromMilliseconds(random.Next(100));
            JobCommand command = RandomCommand(random, model);
            Outcome expected = JobLifecycle.Apply(model, command, _time.Now);
            Outcome? outcome = await jobs.UpdateAsync(TestJobs.Organisation, model.Id, command);
            Assert.Equal(expected.GetType(), outcome!.GetType());
            model = expected.Job;
            if (step % 250 == 0)
            {
                await AssertStoredAsync(model, new JobStore(_documents, options, _time));
                await AssertStoredAsync(model, jobs);
            }
        }

        await AssertStoredAsync(model, new JobStore(_documents, options, _time));
        Assert.True(model.Events.Length > JobPaging.MostEvents, "The log did not grow beyond the head.");
    }

    [Fact]
    public async Task A_command_on_a_job_of_ten_thousand_tasks_writes_little()
    {
        SizingStore sizing = new(_documents);
        JobStore jobs = new(sizing, new JobStoreOptions(), _time);
        Job job = TestJobs.Create(_time.Now, tasks: 10_000);
        await jobs.CreateAsync(job);
        sizing.Reset();

        for (int number = 1; number <= 3000; number++)
        {
            await TakeAsync(jobs, job.Id, number);
            await jobs.UpdateAsync(TestJobs.Organisation, job.Id, new CompleteTask($"task-{number}", $"token-{number}"));
        }

        Assert.InRange(sizing.Largest, 1, 90_000);
        Assert.InRange(sizing.Written / 6000, 1, 40_000);
        Job end = (await new JobStore(_documents, new JobStoreOptions(), _time).GetAsync(TestJobs.Organisation, job.Id))!;
        Assert.Equal(3000, end.Stages[0].Counts.Completed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_crash_at_any_write_leaves_the_job_before_a_command_or_after_it(bool lastWriteIsMade)
    {
        for (int writes = 0; writes < 60; writes++)
        {
            MemoryDocumentStore documents = new();
            Job job = TestJobs.Create(_time.Now, tasks: 200);
            CrashingDocumentStore crashing = new(documents, writes, lastWriteIsMade);
            JobStore dying = new(crashing, new JobStoreOptions(), _time);
            int acknowledged = await WorkUntilDeadAsync(dying, job);

            JobStore next = new(documents, new JobStoreOptions(), _time);
            Job? found = await next.GetAsync(TestJobs.Organisation, job.Id);
            if (found is null)
            {
                Assert.Equal(-1, acknowledged);
                continue;
            }

            Assert.InRange(found.Stages[0].Counts.InProgress, Math.Max(0, acknowledged), Math.Max(0, acknowledged) + 8);
            Job whole = await next.WithWholeLogAsync(found);
            Assert.Equal(Enumerable.Range(1, whole.Events.Length).Select(number => (long)number), whole.Events.Select(e => e.Sequence));
            Assert.Equal(found.Stages[0].Counts.InProgress, whole.Events.Count(e => e.Type == EventTypes.TaskClaimed));
            TestJobs.Applied(await next.UpdateAsync(TestJobs.Organisation, job.Id, new CancelNow()));
            Assert.True(await next.DeleteAsync(TestJobs.Organisation, job.Id));
            Assert.Equal(0, await documents.CountAsync(new DocumentQuery($"{TestJobs.Organisation}/", 1)));
        }
    }

    [Fact]
    public async Task Processes_that_write_one_large_job_lose_nothing()
    {
        JobStore[] stores = [.. Enumerable.Range(0, 2).Select(_ => new JobStore(_documents, Shared, TimeProvider.System))];
        Job job = TestJobs.Create(DateTimeOffset.UtcNow, tasks: 400);
        await stores[0].CreateAsync(job);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            JobStore mine = stores[worker % 2];
            for (int number = worker + 1; number <= 400; number += 8)
            {
                await TakeAsync(mine, job.Id, number);
                Assert.IsType<Outcome.Applied>(await mine.UpdateAsync(
                    TestJobs.Organisation, job.Id, new CompleteTask($"task-{number}", $"token-{number}")));
                Assert.Equal(TaskState.Completed, (await stores[(worker + 1) % 2].GetAsync(TestJobs.Organisation, job.Id))!
                    .FindTask($"task-{number}")!.Value.Task.State);
            }
        })));

        Job end = await stores[0].WithWholeLogAsync((await stores[0].GetAsync(TestJobs.Organisation, job.Id))!);
        Assert.Equal(JobState.Succeeded, end.State);
        Assert.Equal(Enumerable.Range(1, end.Events.Length).Select(number => (long)number), end.Events.Select(e => e.Sequence));
        Assert.Equal(400, end.Events.Count(e => e.Type == EventTypes.TaskCompleted));
    }

    [Fact]
    public async Task An_answer_that_writes_nothing_is_true_though_another_process_has_written()
    {
        JobStore first = new(_documents, Shared, _time);
        JobStore second = new(_documents, Shared, _time);
        Job job = TestJobs.Create(_time.Now);
        await first.CreateAsync(job);
        await first.UpdateAsync(TestJobs.Organisation, job.Id, new Pause());
        await second.UpdateAsync(TestJobs.Organisation, job.Id, new Resume());

        Assert.IsType<Outcome.Applied>(await first.UpdateAsync(TestJobs.Organisation, job.Id, new Pause()));
        Assert.IsType<Outcome.Unchanged>(await second.UpdateAsync(TestJobs.Organisation, job.Id, new Pause()));
    }

    [Fact]
    public async Task Events_are_read_across_pages_from_any_place()
    {
        JobStore jobs = new(_documents, new JobStoreOptions(), _time);
        Job job = TestJobs.Create(_time.Now);
        await jobs.CreateAsync(job);
        for (int round = 0; round < 300; round++)
        {
            await jobs.UpdateAsync(TestJobs.Organisation, job.Id, round % 2 == 0 ? new Pause() : new Resume());
        }

        Job end = (await jobs.GetAsync(TestJobs.Organisation, job.Id))!;
        Assert.True(end.EarlierEvents > 100);
        for (long after = 0; after <= end.LastSequence + 1; after++)
        {
            IReadOnlyList<JobEvent> events = await jobs.ReadEventsAsync(TestJobs.Organisation, job.Id, after, 50);
            long[] expected = [.. Enumerable.Range(1, (int)end.LastSequence).Select(number => (long)number).Where(s => s > after).Take(50)];
            Assert.Equal(expected, events.Select(e => e.Sequence));
        }

        Assert.Equal(end.Version, (await jobs.WaitAsync(TestJobs.Organisation, job.Id, 0, TimeSpan.FromMinutes(1)))!.Version);
    }

    [Fact]
    public async Task A_deletion_that_broke_off_is_finished_by_the_purge()
    {
        Job job = TestJobs.Create(_time.Now, tasks: 1000);
        JobStore jobs = new(_documents, new JobStoreOptions(), _time);
        await jobs.CreateAsync(job);
        await jobs.UpdateAsync(TestJobs.Organisation, job.Id, new CancelNow());
        JobStore dying = new(new CrashingDocumentStore(_documents, writesBefore: 3), new JobStoreOptions(), _time);
        await Assert.ThrowsAsync<CrashException>(() => dying.DeleteAsync(TestJobs.Organisation, job.Id));

        JobStore next = new(_documents, new JobStoreOptions(), _time);
        Assert.Null(await next.GetAsync(TestJobs.Organisation, job.Id));
        _time.Now += TimeSpan.FromDays(2);
        Assert.Equal(1, await next.PurgeAbandonedAsync(TestJobs.Organisation, TimeSpan.FromDays(1)));
        Assert.Equal(0, await _documents.CountAsync(new DocumentQuery($"{TestJobs.Organisation}/", 1)));
    }

    [Fact]
    public async Task A_document_of_the_first_release_is_read_and_grows_on()
    {
        string id = TestJobs.NewId(_time.Now);
        string tasks = string.Join(',', Enumerable.Range(1, 200).Select(number => $$$"""
            {"id":"task-{{{number}}}","state":"Pending","failedAttempts":0,"maxAttempts":1,"interruptions":0,"started":false,"fenced":false,
             "progress":0,"createdAt":"2026-03-02T09:00:00+00:00","readyAt":"2026-03-02T09:00:00+00:00","updatedAt":"2026-03-02T09:00:00+00:00"}
            """));
        string old = $$$"""
            {"schemaVersion":1,"job":{"id":"{{{id}}}","organisationId":"acme","surface":"jobs","type":"work","name":"","state":"Queued",
             "stages":[{"id":"stage-1","type":"process","order":1,"phase":"Run","executor":"Worker","state":"Pending","weight":1,
               "retry":{"maxAttempts":1,"firstDelay":"00:00:00","factor":1,"maxDelay":"00:00:00"},"tasks":[{{{tasks}}}]}],
             "sealed":true,"priority":50,"labels":{},"createdAt":"2026-03-02T09:00:00+00:00","updatedAt":"2026-03-02T09:00:00+00:00",
             "stateSince":"2026-03-02T09:00:00+00:00","version":1,
             "events":[{"sequence":1,"type":"job.created","time":"2026-03-02T09:00:00+00:00"}]}}
            """;
        Dictionary<string, string> metadata = new() { ["status"] = "Queued", ["type"] = "work", ["surface"] = "jobs", ["active"] = "1" };
        await _documents.PutAsync(
            $"acme/jobs/{TimeOrderedKey.Of(id)}", new DocumentWrite(Encoding.UTF8.GetBytes(old), metadata), WriteCondition.Absent);
        JobStore jobs = new(_documents, new JobStoreOptions(), _time);

        await TakeAsync(jobs, id, 150);

        Job grown = (await new JobStore(_documents, new JobStoreOptions(), _time).GetAsync("acme", id))!;
        Assert.Equal((200, 1), (grown.Stages[0].Tasks.Length, grown.Stages[0].Counts.InProgress));
        Assert.Equal("task-150", grown.Stages[0].Tasks[149].Id);
        Assert.NotEqual(0, await _documents.CountAsync(new DocumentQuery("acme/job-pages/", 1)));
    }

    private static async Task TakeAsync(JobStore jobs, string jobId, int number) => Assert.IsType<Outcome.Applied>(await jobs.UpdateAsync(
        TestJobs.Organisation, jobId, new ClaimTask($"task-{number}", "w", $"token-{number}", Lease) { Start = true }));

    /// <summary>Claims task after task, eight at once; answers how many claims were acknowledged, or -1 when the job itself was not.</summary>
    private static async Task<int> WorkUntilDeadAsync(JobStore jobs, Job job)
    {
        int acknowledged = -1;
        try
        {
            await jobs.CreateAsync(job);
            acknowledged = 0;
            for (int first = 1; first <= 200; first += 8)
            {
                await Task.WhenAll(Enumerable.Range(first, 8).Select(number => TakeAsync(jobs, job.Id, number)));
                acknowledged += 8;
            }
        }
        catch (CrashException)
        {
            // The process is dead.
        }

        return acknowledged;
    }

    private static JobCommand RandomCommand(Random random, Job job)
    {
        JobTask[] tasks = [.. job.Stages[0].Tasks];
        JobTask task = tasks[random.Next(tasks.Length)];
        JobTask? held = tasks.Where(candidate => candidate.Lease is not null).Skip(random.Next(5)).FirstOrDefault();
        string token = held?.Lease?.Token ?? "none";
        string heldId = held?.Id ?? "none";
        return random.Next(100) switch
        {
            < 40 => new ClaimTask(ReadyWork.Next(job, "process", DateTimeOffset.MaxValue)?.Id ?? "none", "w", $"token-{random.Next()}", Lease),
            < 50 => new ClaimTask(task.Id, "w", $"token-{random.Next()}", Lease) { Start = true },
            < 75 => new CompleteTask(heldId, token),
            < 80 => new ReleaseTask(heldId, token),
            < 85 => new ReportProgress(heldId, token, random.Next(100), "working"),
            < 90 => new Heartbeat(heldId, token, Lease),
            < 92 => new FailAttempt(heldId, token, new Failure(FailureCodes.ProviderError, "It broke.", FailurePhase.Processing, false)),
            < 94 => new Retry(0, "tester"),
            < 96 => new AddStage(new StagePlan { Id = $"s{random.Next(4)}", Type = "more", Executor = ExecutorKind.Worker }),
            < 98 => new Pause(),
            _ => new Resume(),
        };
    }

    private static async Task AssertStoredAsync(Job expected, JobStore jobs)
    {
        Job found = await jobs.WithWholeLogAsync((await jobs.GetAsync(TestJobs.Organisation, expected.Id))!);
        Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(found));
    }
}
