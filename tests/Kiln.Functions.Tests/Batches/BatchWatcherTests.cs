using Kiln.Functions.Batches;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;
using Kiln.LocalHost.Testing;
using Kiln.Storage;
using Kiln.Storage.Batches;
using Kiln.Storage.Jobs;
using Kiln.Storage.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kiln.Functions.Tests.Batches;

/// <summary>What the record of a batch makes of the news of its jobs: whatever comes late, twice or not at all.</summary>
public sealed class BatchWatcherTests : IDisposable
{
    private const string Organisation = "acme";
    private readonly ManualClock _clock = new();
    private readonly JobStore _jobs;
    private readonly BatchStore _batches;
    private readonly BatchWatcher _watcher;

    public BatchWatcherTests()
    {
        MemoryDocumentStore documents = new();
        _jobs = new JobStore(documents, new JobStoreOptions(), _clock);
        _batches = new BatchStore(documents, _clock);
        _watcher = new BatchWatcher(_jobs, _batches, _clock, NullLogger<BatchWatcher>.Instance);
    }

    public void Dispose() => _watcher.Dispose();

    [Fact]
    public async Task A_taken_job_begins_the_batch_once()
    {
        Batch batch = await CreateAsync(jobs: 2);

        await LookAsync(batch, BatchNews.Begun);
        DateTimeOffset? started = (await ReadAsync(batch)).StartedAt;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await LookAsync(batch, BatchNews.Begun);

        Assert.NotNull(started);
        Assert.Equal((started, BatchState.Running), ((await ReadAsync(batch)).StartedAt, (await ReadAsync(batch)).State));
    }

    [Fact]
    public async Task Only_the_last_end_ends_the_batch_and_repeated_news_end_it_once()
    {
        Batch batch = await CreateAsync(jobs: 2);
        await FailAsync(batch, 0);
        await LookAsync(batch, BatchNews.Ended);
        Assert.Null((await ReadAsync(batch)).CompletedAt);
        await FailAsync(batch, 1);

        for (int repeat = 0; repeat < 3; repeat++)
        {
            await LookAsync(batch, BatchNews.Ended | BatchNews.Begun);
        }

        Assert.Equal([EventTypes.BatchCreated, EventTypes.BatchCompleted], await EventsAsync(batch));
    }

    [Fact]
    public async Task A_retry_opens_the_batch_and_its_end_ends_it_again_once()
    {
        Batch batch = await CreateAsync(jobs: 1);
        await FailAsync(batch, 0);
        await LookAsync(batch, BatchNews.Ended);

        await _jobs.UpdateAsync(Organisation, batch.JobIdOf(0), new Retry(0, "test"));
        await LookAsync(batch, BatchNews.Retried);
        Assert.Null((await ReadAsync(batch)).CompletedAt);
        await FailAsync(batch, 0);
        await LookAsync(batch, BatchNews.Ended | BatchNews.EndedAgain);
        await LookAsync(batch, BatchNews.Ended | BatchNews.EndedAgain);

        Assert.Equal(
            [EventTypes.BatchCreated, EventTypes.BatchCompleted, EventTypes.BatchReopened, EventTypes.BatchCompleted], await EventsAsync(batch));
    }

    [Fact]
    public async Task A_retry_that_nobody_heard_of_is_seen_when_it_ended_otherwise()
    {
        Batch batch = await CreateAsync(jobs: 1);
        await FailAsync(batch, 0);
        await LookAsync(batch, BatchNews.Ended);
        await _jobs.UpdateAsync(Organisation, batch.JobIdOf(0), new Retry(0, "test"));
        await _jobs.UpdateAsync(Organisation, batch.JobIdOf(0), new ClaimTask("t", "w", "token", TimeSpan.FromMinutes(1)) { Start = true });
        await _jobs.UpdateAsync(Organisation, batch.JobIdOf(0), new CompleteTask("t", "token"));

        await LookAsync(batch, BatchNews.Ended | BatchNews.EndedAgain);

        Batch read = await ReadAsync(batch);
        Assert.Equal((BatchState.Completed, 1L), (read.State, read.Counts!.Succeeded));
    }

    [Fact]
    public async Task A_retry_that_ended_the_same_before_anybody_looked_ends_the_batch_again_once()
    {
        Batch batch = await CreateAsync(jobs: 1);
        await FailAsync(batch, 0);
        await LookAsync(batch, BatchNews.Ended);
        DateTimeOffset before = (await ReadAsync(batch)).CompletedAt!.Value.AddSeconds(-1);
        const BatchNews news = BatchNews.Ended | BatchNews.EndedAgain | BatchNews.Retried;

        await LookAsync(batch, news, before);
        Assert.Equal(2, (await EventsAsync(batch)).Count());
        await LookAsync(batch, news, before.AddSeconds(2));

        Assert.Equal(
            [EventTypes.BatchCreated, EventTypes.BatchCompleted, EventTypes.BatchReopened, EventTypes.BatchCompleted], await EventsAsync(batch));
    }

    [Fact]
    public async Task It_hears_of_jobs_by_itself()
    {
        Batch batch = await CreateAsync(jobs: 1);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _batches.Changed += (_, changed) =>
        {
            if (changed.CompletedAt is not null)
            {
                ended.TrySetResult();
            }
        };
        await _watcher.StartAsync(CancellationToken.None);

        await FailAsync(batch, 0);

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await _watcher.StopAsync(CancellationToken.None);
    }

    private async Task<Batch> CreateAsync(int jobs)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        Batch batch = new Batch
        {
            Id = PartId.NewRoot(now),
            OrganisationId = Organisation,
            Surface = "jobs",
            Type = "probe",
            Total = jobs,
            PageSize = 10,
            CreatedAt = now,
        }.Begin(now);
        await _batches.CreateAsync(batch);
        for (int index = 0; index < jobs; index++)
        {
            Submission submission = new()
            {
                Id = batch.JobIdOf(index),
                OrganisationId = Organisation,
                Surface = "jobs",
                Type = "probe",
                BatchId = batch.Id,
            };
            StagePlan stage = new() { Id = "s", Type = "probe", Executor = ExecutorKind.Worker, Tasks = [new TaskPlan("t")] };
            await _jobs.CreateAsync(JobLifecycle.Apply(JobLifecycle.Submit(submission, now), new Plan([stage]), now).Job);
        }

        return (await _batches.UpdateAsync(Organisation, batch.Id, current => current.Expand(jobs, now)))!;
    }

    private Task LookAsync(Batch batch, BatchNews news, DateTimeOffset? endedAgainAt = null) =>
        _watcher.LookAsync(new BatchChange(Organisation, batch.Id, news, endedAgainAt), CancellationToken.None);

    private async Task<Batch> ReadAsync(Batch batch) => (await _batches.GetAsync(Organisation, batch.Id))!;

    private async Task<IEnumerable<string>> EventsAsync(Batch batch) => (await ReadAsync(batch)).Events.Select(happened => happened.Type);

    private async Task FailAsync(Batch batch, int index) => await _jobs.UpdateAsync(
        Organisation, batch.JobIdOf(index), new Fail(Failure.Of(FailureCodes.ProcessingFailed, "test", FailurePhase.Processing)));
}
