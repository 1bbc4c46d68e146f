using System.Collections.Concurrent;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Batches;
using Kiln.Storage.Jobs;
using Kiln.Storage.Tests.Support;
using Kiln.Storage.Work;
using Kiln.Storage.Work.Runs;

namespace Kiln.Storage.Tests.Work.Runs;

public sealed class RunQueueTests
{
    private static readonly Failure Broke = new(FailureCodes.ProcessingFailed, "It broke.", FailurePhase.Processing, Retryable: true);

    private readonly SetTime _time = new();
    private readonly MemoryDocumentStore _documents = new();
    private readonly RunWorld _world;

    public RunQueueTests() => _world = new RunWorld(_documents, _time);

    [Fact]
    public async Task Runs_come_by_priority_then_age_of_the_batch_then_number()
    {
        Batch old = await _world.AddAsync(2);
        _time.Now += TimeSpan.FromSeconds(1);
        Batch young = await _world.AddAsync(1);
        Batch urgent = await _world.AddAsync(1, priority: 90);
        string[] expected = [urgent.JobIdOf(0), old.JobIdOf(0), old.JobIdOf(1), young.JobIdOf(0)];
        foreach (string id in expected)
        {
            Assert.Equal(id, (await _world.ClaimAsync())?.Job.Id);
        }

        Assert.Null(await _world.ClaimAsync());
    }

    [Fact]
    public async Task A_batch_that_does_not_fit_is_passed_over()
    {
        await _world.AddAsync(1, type: "other");
        Batch fitting = await _world.AddAsync(1);
        ClaimedTask? run = await _world.ClaimAsync(needs => needs.SimulationType == "parafoil");
        Assert.Equal(fitting.JobIdOf(0), run?.Job.Id);
        Assert.Null(await _world.ClaimAsync(needs => needs.SimulationType == "parafoil"));
    }

    [Fact]
    public async Task A_failed_run_waits_for_its_back_off_and_comes_before_later_ones()
    {
        Batch batch = await _world.AddAsync(2);
        ClaimedTask first = (await _world.ClaimAsync())!;
        await _world.ApplyAsync(first, new FailAttempt(first.Task.Id, first.Token, Broke));
        Assert.Equal(batch.JobIdOf(1), (await _world.ClaimAsync())?.Job.Id);
        Assert.Null(await _world.ClaimAsync());

        _time.Now += TimeSpan.FromSeconds(3);
        ClaimedTask again = (await _world.ClaimAsync())!;
        Assert.Equal((batch.JobIdOf(0), 2), (again.Job.Id, again.Task.Claims));
    }

    [Fact]
    public async Task A_run_without_room_for_it_stays_for_others()
    {
        Batch batch = await _world.AddAsync(1, limit: 1);
        Assert.Null(await _world.ClaimAsync(room: false));
        Assert.Equal(batch.JobIdOf(0), (await _world.ClaimAsync())?.Job.Id);
    }

    [Fact]
    public async Task Paused_and_cancelled_runs_are_not_handed_out()
    {
        Batch batch = await _world.AddAsync(3);
        await _world.Jobs.UpdateAsync(batch.OrganisationId, batch.JobIdOf(0), new Pause());
        await _world.Jobs.UpdateAsync(batch.OrganisationId, batch.JobIdOf(1), new CancelNow());
        Assert.Equal(batch.JobIdOf(2), (await _world.ClaimAsync())?.Job.Id);
        Assert.Null(await _world.ClaimAsync());
        await _world.Jobs.UpdateAsync(batch.OrganisationId, batch.JobIdOf(0), new Resume());
        Assert.Equal(batch.JobIdOf(0), (await _world.ClaimAsync())?.Job.Id);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Claims_of_several_processes_keep_to_the_limit_and_take_each_run_once(int processes)
    {
        const int runs = 60;
        const int limit = 4;
        Batch batch = await _world.AddAsync(runs, limit);
        RunWorld[] worlds = [.. Enumerable.Range(0, processes).Select(_ => new RunWorld(_documents, _time))];
        ConcurrentDictionary<string, int> completed = new();
        int underWay = 0;
        int most = 0;
        await Task.WhenAll(Enumerable.Range(0, 12).Select(async worker =>
        {
            RunWorld world = worlds[worker % processes];
            while (completed.Count < runs)
            {
                if (await world.ClaimAsync() is not { } run)
                {
                    await Task.Yield();
                    continue;
                }

                InterlockedMax(ref most, Interlocked.Increment(ref underWay));
                await world.ApplyAsync(run, new StartTask(run.Task.Id, run.Token));
                Interlocked.Decrement(ref underWay);
                await world.ApplyAsync(run, new CompleteTask(run.Task.Id, run.Token));
                completed.AddOrUpdate(run.Job.Id, 1, (_, count) => count + 1);
            }
        }));
        Assert.InRange(most, 1, limit);
        Assert.All(completed.Values, count => Assert.Equal(1, count));
        JobQuery succeeded = new(batch.OrganisationId) { BatchId = batch.Id, States = [JobState.Succeeded] };
        Assert.Equal(runs, await _world.Jobs.CountAsync(succeeded));
        Assert.Equal(0, await _world.Index.CountSlotsAsync(batch.OrganisationId, batch.Id));
    }

    [Fact]
    public async Task What_a_crash_left_behind_is_put_right()
    {
        // A process that dies between a run's write and what follows from it: a job store without followers.
        Batch batch = TestBatches.Create(_time.Now, 2, change: one => one with { Surface = RunWorld.Surface });
        await _world.Batches.CreateAsync(batch);
        JobStore dying = new(_documents, new JobStoreOptions { OtherProcessesInterval = TimeSpan.FromSeconds(1) }, _time);
        RunRequirements needs = new("parafoil", 0, 0, false, 1);
        for (int index = 0; index < 2; index++)
        {
            await dying.CreateAsync(_world.MakeRun(batch, index, needs));
        }

        Assert.Null(await _world.ClaimAsync());
        await _world.Repair.RepairAsync(batch.OrganisationId);
        ClaimedTask run = (await _world.ClaimAsync())!;
        Assert.Equal(batch.JobIdOf(0), run.Job.Id);

        // Its slot stays taken when the end of the run is not followed; two looks free it, one might be too early.
        await dying.UpdateAsync(batch.OrganisationId, run.Job.Id, new StartTask(run.Task.Id, run.Token));
        await dying.UpdateAsync(batch.OrganisationId, run.Job.Id, new CompleteTask(run.Task.Id, run.Token));
        Assert.Null(await _world.ClaimAsync());
        await _world.Repair.RepairAsync(batch.OrganisationId);
        Assert.Null(await _world.ClaimAsync());
        await _world.Repair.RepairAsync(batch.OrganisationId);
        Assert.Equal(batch.JobIdOf(1), (await _world.ClaimAsync())?.Job.Id);
    }

    [Fact]
    public async Task Storing_a_run_again_repeats_what_follows_from_it()
    {
        Batch batch = TestBatches.Create(_time.Now, 1, change: one => one with { Surface = RunWorld.Surface });
        await _world.Batches.CreateAsync(batch);
        RunRequirements needs = new("parafoil", 0, 0, false, null);
        await _world.Queue.OpenAsync(batch.OrganisationId, batch.Id, 50, needs);
        await new JobStore(_documents, new JobStoreOptions(), _time).CreateAsync(_world.MakeRun(batch, 0, needs));
        Assert.Equal(JobCreation.Exists, await _world.Jobs.CreateAsync(_world.MakeRun(batch, 0, needs)));
        Assert.NotNull(await _world.ClaimAsync());
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)) && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
