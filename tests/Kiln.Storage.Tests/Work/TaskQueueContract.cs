using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;
using Kiln.Storage.Tests.Support;
using Kiln.Storage.Work;

namespace Kiln.Storage.Tests.Work;

/// <summary>What the work queue promises over every document store.</summary>
public abstract class TaskQueueContract
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private readonly SetTime _time = new();

    [Fact]
    public async Task Tasks_are_taken_by_priority_then_by_age_then_in_their_order()
    {
        QueueProcess process = await StartAsync();
        Job later = await CreateAsync(process, 50, QueueProcess.Stage("tile", tasks: 2));
        Job low = await CreateAsync(process, 10, QueueProcess.Stage("tile"));
        Job high = await CreateAsync(process, 90, QueueProcess.Stage("tile"));
        Job youngest = await CreateAsync(process, 50, QueueProcess.Stage("tile"));
        await CreateAsync(process, 100, QueueProcess.Stage("other"));

        List<string> taken = [];
        while (await process.ClaimAsync("tile") is { } claimed)
        {
            taken.Add($"{claimed.Job.Id} {claimed.Task.Id}");
        }

        Assert.Equal(
            [$"{high.Id} tile-1", $"{later.Id} tile-1", $"{later.Id} tile-2", $"{youngest.Id} tile-1", $"{low.Id} tile-1"], taken);
    }

    [Fact]
    public async Task Several_types_are_one_queue_to_who_can_do_them_all()
    {
        QueueProcess process = await StartAsync();
        Job first = await CreateAsync(process, 50, QueueProcess.Stage("a"));
        Job second = await CreateAsync(process, 50, QueueProcess.Stage("b"));
        Job third = await CreateAsync(process, 50, QueueProcess.Stage("a"));
        TaskClaim claim = new(TestJobs.Organisation, ["b", "a", "none"], "w", Long);

        Job[] taken = [.. await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ => (await process.Tasks.ClaimAsync(claim))!.Job))];

        Assert.Equal([first.Id, second.Id, third.Id], taken.Select(job => job.Id));
    }

    [Fact]
    public async Task Who_can_read_one_surface_only_gets_tasks_of_its_jobs()
    {
        QueueProcess process = await StartAsync();
        await CreateAsync(process, 50, QueueProcess.Stage("tile"));
        TaskClaim claim = new(TestJobs.Organisation, ["tile"], "w", Long);

        Assert.Null(await process.Tasks.ClaimAsync(claim with { Surface = "jobnik" }));
        Assert.NotNull(await process.Tasks.ClaimAsync(claim with { Surface = "jobs" }));
    }

    [Fact]
    public async Task A_name_of_any_text_is_a_queue_of_its_own()
    {
        QueueProcess process = await StartAsync();
        string[] names = ["a/b", "a b", "A~2Fb", "Größe.", new string('名', 50), "a"];
        foreach (string name in names)
        {
            await CreateAsync(process, 50, QueueProcess.Stage(name, id: "stage"));
        }

        foreach (string name in names)
        {
            Assert.Equal(name, (await process.ClaimAsync(name))!.Stage.Type);
            Assert.Null(await process.ClaimAsync(name));
        }
    }

    [Fact]
    public async Task Of_racing_workers_each_gets_another_task_and_none_is_left_over()
    {
        QueueProcess process = await StartAsync();
        for (int number = 0; number < 6; number++)
        {
            await CreateAsync(process, 50, QueueProcess.Stage("tile", tasks: number + 1));
        }

        ClaimedTask?[] claims = await Task.WhenAll(Enumerable.Range(0, 30).Select(number => Task.Run(
            () => process.ClaimAsync("tile", $"w{number}"))));

        ClaimedTask[] taken = [.. claims.OfType<ClaimedTask>()];
        Assert.Equal(21, taken.Length);
        Assert.Equal(21, taken.Select(claimed => (claimed.Job.Id, claimed.Task.Id)).Distinct().Count());
        Assert.Equal(21, taken.Select(claimed => claimed.Token).Distinct().Count());
        Assert.Empty(await process.EntriesAsync());
    }

    [Fact]
    public async Task A_job_stands_in_the_queue_exactly_while_it_has_work_to_take()
    {
        QueueProcess process = await StartAsync();
        Job job = await process.CreateAsync(QueueProcess.Stage("tile", tasks: 2), QueueProcess.Stage("merge", waiting: true));
        await AssertQueuedAsync(process, "tile");

        await process.DoAsync(job.Id, new Pause());
        await AssertQueuedAsync(process);
        await process.DoAsync(job.Id, new Resume());
        await AssertQueuedAsync(process, "tile");

        ClaimedTask first = (await process.ClaimAsync("tile"))!;
        await AssertQueuedAsync(process, "tile");
        ClaimedTask second = (await process.ClaimAsync("tile"))!;
        await AssertQueuedAsync(process);

        await process.DoAsync(job.Id, new ReleaseTask(first.Task.Id, first.Token));
        await AssertQueuedAsync(process, "tile");
        await process.CompleteAsync((await process.ClaimAsync("tile"))!);
        await process.CompleteAsync(second);
        await AssertQueuedAsync(process);

        await process.DoAsync(job.Id, new Approve("merge"));
        await AssertQueuedAsync(process, "merge");
        await process.DoAsync(job.Id, new CancelNow());
        await AssertQueuedAsync(process);
        Assert.True(await process.Jobs.DeleteAsync(TestJobs.Organisation, job.Id));
        Assert.Empty(await process.EntriesAsync());
    }

    [Fact]
    public async Task A_new_priority_changes_the_place_at_once()
    {
        QueueProcess process = await StartAsync();
        Job first = await CreateAsync(process, 50, QueueProcess.Stage("tile"));
        Job second = await CreateAsync(process, 50, QueueProcess.Stage("tile"));

        await process.DoAsync(second.Id, new SetPriority(80));

        Assert.Equal(second.Id, (await process.ClaimAsync("tile"))!.Job.Id);
        Assert.Equal(first.Id, (await process.ClaimAsync("tile"))!.Job.Id);
        Assert.Null(await process.ClaimAsync("tile"));
    }

    [Fact]
    public async Task A_failed_attempt_waits_for_its_time_and_lets_younger_work_go_first()
    {
        QueueProcess process = await StartAsync();
        RetryPolicy retry = new(3, TimeSpan.FromSeconds(10), 1, TimeSpan.FromSeconds(10));
        Job failing = await CreateAsync(process, 90, QueueProcess.Stage("tile", retry: retry));
        Job other = await CreateAsync(process, 50, QueueProcess.Stage("tile"));
        ClaimedTask claimed = (await process.ClaimAsync("tile"))!;
        Failure failure = Failure.Of(FailureCodes.ProviderError, "It broke.", FailurePhase.Processing);

        await process.DoAsync(failing.Id, new FailAttempt(claimed.Task.Id, claimed.Token, failure));

        Assert.Equal(other.Id, (await process.ClaimAsync("tile"))!.Job.Id);
        Assert.Null(await process.ClaimAsync("tile"));
        _time.Now += TimeSpan.FromSeconds(13);
        Assert.Equal(failing.Id, (await process.ClaimAsync("tile"))!.Job.Id);
    }

    [Fact]
    public async Task A_stage_that_opens_late_queues_behind_what_waited_before_it()
    {
        QueueProcess process = await StartAsync();
        Job chain = await CreateAsync(process, 50, QueueProcess.Stage("prepare"), QueueProcess.Stage("tile"));
        Job other = await CreateAsync(process, 50, QueueProcess.Stage("tile"));
        ClaimedTask prepared = (await process.ClaimAsync("prepare"))!;
        _time.Now += TimeSpan.FromSeconds(1);
        await process.CompleteAsync(prepared);

        Assert.Equal(other.Id, (await process.ClaimAsync("tile"))!.Job.Id);
        Assert.Equal(chain.Id, (await process.ClaimAsync("tile"))!.Job.Id);
    }

    [Fact]
    public async Task Who_waits_is_woken_by_new_work()
    {
        QueueProcess process = new(await CreateStoreAsync(), TimeProvider.System);
        Task<ClaimedTask?>[] waiting = [.. Enumerable.Range(0, 5).Select(number => process.ClaimAsync("tile", $"w{number}", Long))];

        await process.CreateAsync(QueueProcess.Stage("tile", tasks: 3));
        await process.CreateAsync(QueueProcess.Stage("tile", tasks: 2));

        ClaimedTask?[] claimed = await Task.WhenAll(waiting);
        Assert.Equal(5, claimed.Select(task => task!.Token).Distinct().Count());
    }

    [Fact]
    public async Task Who_waits_is_woken_when_a_back_off_ends()
    {
        QueueProcess process = new(await CreateStoreAsync(), TimeProvider.System);
        TimeSpan brief = TimeSpan.FromMilliseconds(50);
        Job job = await process.CreateAsync(QueueProcess.Stage("tile", retry: new RetryPolicy(2, brief, 1, brief)));
        ClaimedTask claimed = (await process.ClaimAsync("tile"))!;
        Failure failure = Failure.Of(FailureCodes.ProviderError, "It broke.", FailurePhase.Processing);
        await process.DoAsync(job.Id, new FailAttempt(claimed.Task.Id, claimed.Token, failure));

        Assert.Equal(1, (await process.ClaimAsync("tile", wait: Long))!.Task.FailedAttempts);
    }

    [Fact]
    public async Task Work_that_joins_what_is_queued_already_is_offered_too()
    {
        QueueProcess process = await StartAsync();
        Job job = await CreateAsync(process, 50, QueueProcess.Stage("tile"));
        using WorkOffers<string>.Listener listener = process.Entries.Listen(new TaskClaim(TestJobs.Organisation, ["tile"], "w", Long));
        Task offer = listener.NextOffer();
        listener.FoundNothing();

        await process.DoAsync(job.Id, new AddTasks("tile", [new TaskPlan("tile-2")]));

        Assert.True(offer.IsCompleted);
    }

    [Fact]
    public async Task Who_gave_up_waiting_holds_nothing()
    {
        QueueProcess process = new(await CreateStoreAsync(), TimeProvider.System);
        using CancellationTokenSource gone = new();
        Task<ClaimedTask?> waiting = process.ClaimAsync("tile", wait: Long, cancellationToken: gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        await process.CreateAsync(QueueProcess.Stage("tile"));

        Assert.NotNull(await process.ClaimAsync("tile"));
    }

    [Fact]
    public async Task An_entry_that_a_crash_left_behind_is_passed_over_and_removed()
    {
        QueueProcess process = await StartAsync();
        Job ended = await CreateAsync(process, 50, QueueProcess.Stage("tile"));
        QueueEntry left = process.Queue.EntryOf(ended)!;
        await process.DoAsync(ended.Id, new CancelNow());
        Job moved = await CreateAsync(process, 50, QueueProcess.Stage("tile"));
        await process.Entries.PutAsync(left, 1);
        await process.Entries.PutAsync(process.Queue.EntryOf(moved)! with { Priority = 100 }, 1);
        await process.Entries.PutAsync(left with { GroupId = TestJobs.NewId(_time.Now) }, 1);

        Assert.Equal(moved.Id, (await process.ClaimAsync("tile"))!.Job.Id);
        Assert.Null(await process.ClaimAsync("tile"));
        Assert.Empty(await process.EntriesAsync());
    }

    [Fact]
    public async Task Other_organisations_have_queues_of_their_own()
    {
        QueueProcess process = await StartAsync();
        await process.CreateAsync(QueueProcess.Stage("tile"));

        Assert.Null(await process.Tasks.ClaimAsync(new TaskClaim("other", ["tile"], "w", Long)));
        Assert.NotNull(await process.ClaimAsync("tile"));
    }

    protected abstract Task<IDocumentStore> CreateStoreAsync();

    private async Task<QueueProcess> StartAsync() => new(await CreateStoreAsync(), _time);

    /// <summary>A job that comes a millisecond after the one before it.</summary>
    private async Task<Job> CreateAsync(QueueProcess process, int priority, params StagePlan[] stages)
    {
        _time.Now += TimeSpan.FromMilliseconds(1);
        return await process.CreateAsync(priority, stages);
    }

    private static async Task AssertQueuedAsync(QueueProcess process, params string[] queues) =>
        Assert.Equal(queues, (await process.EntriesAsync()).Select(key => key.Split('/')[2]));
}
