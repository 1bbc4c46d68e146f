using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Batches;
using Kiln.Storage.Jobs;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Batches;

public sealed class BatchStoreTests
{
    private const string Organisation = TestJobs.Organisation;
    private readonly SetTime _time = new();
    private readonly MemoryDocumentStore _documents = new();
    private readonly BatchStore _batches;
    private readonly JobStore _jobs;

    public BatchStoreTests()
    {
        _batches = new BatchStore(_documents, _time);
        _jobs = new JobStore(_documents, new JobStoreOptions(), _time);
    }

    [Fact]
    public async Task What_was_created_is_read_and_stays_when_it_is_created_again()
    {
        Batch batch = TestBatches.Create(_time.Now, total: 3, change: batch => batch with
        {
            Parameters = System.Text.Json.JsonElement.Parse("""{"seed":7}"""),
            Labels = batch.Labels.Add("k", "v"),
        });

        Assert.Equal(JobCreation.Created, await _batches.CreateAsync(batch));
        Assert.Equal(JobCreation.Exists, await _batches.CreateAsync(batch with { Name = "other" }));

        Batch read = (await _batches.GetAsync(Organisation, batch.Id))!;
        Assert.Equal(("Sammlung", 3, 10, 7), (read.Name, read.Total, read.PageSize, read.Parameters!.Value.GetProperty("seed").GetInt32()));
        Assert.Equal([EventTypes.BatchCreated], read.Events.Select(e => e.Type));
        Assert.Null(await _batches.GetAsync("others", batch.Id));
        Assert.Null(await _batches.GetAsync(Organisation, "nonsense"));
    }

    [Fact]
    public async Task Jobs_that_are_still_to_be_stored_are_counted_over_all_batches()
    {
        Batch first = TestBatches.Create(_time.Now, total: 5);
        Batch second = TestBatches.Create(_time.Now, total: 7);
        await _batches.CreateAsync(first);
        await _batches.CreateAsync(second);
        Assert.Equal(12, await _batches.CountUnstoredAsync(Organisation));
        Assert.Equal(0, await _batches.CountUnstoredAsync("others"));

        await _batches.UpdateAsync(Organisation, first.Id, current => current.Expand(3, _time.Now));
        Assert.Equal(9, await _batches.CountUnstoredAsync(Organisation));
        await _batches.UpdateAsync(Organisation, first.Id, current => current.Expand(5, _time.Now));
        await _batches.UpdateAsync(Organisation, second.Id, current => current.CutShort(_time.Now));
        Assert.Equal(0, await _batches.CountUnstoredAsync(Organisation));
    }

    [Fact]
    public async Task A_wait_ends_with_the_next_event_and_at_once_when_there_is_one()
    {
        BatchStore batches = new(_documents, TimeProvider.System);
        Batch batch = TestBatches.Create(_time.Now, total: 1);
        await batches.CreateAsync(batch);
        Assert.Equal(1, (await batches.WaitAsync(Organisation, batch.Id, 0, TimeSpan.FromMinutes(1)))!.LastSequence);

        Task<Batch?> waiting = batches.WaitAsync(Organisation, batch.Id, 1, TimeSpan.FromMinutes(1));
        await batches.UpdateAsync(Organisation, batch.Id, current => current.Start(_time.Now));
        Assert.False(waiting.IsCompleted);
        await batches.UpdateAsync(Organisation, batch.Id, current => current.RequestCancel(_time.Now));
        Assert.Equal(2, (await waiting)!.LastSequence);
        Assert.Null(await batches.WaitAsync(Organisation, "nonsense", 0, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task An_identifier_that_was_given_up_makes_no_batch()
    {
        Batch batch = TestBatches.Create(_time.Now, total: 3);

        Assert.True(await _batches.AbandonAsync(Organisation, batch.Id));

        Assert.Equal(JobCreation.Abandoned, await _batches.CreateAsync(batch));
        Assert.Null(await _batches.GetAsync(Organisation, batch.Id));
        Assert.Null(await _batches.UpdateAsync(Organisation, batch.Id, current => current.RequestCancel(_time.Now)));
        Assert.Empty((await _batches.ListAsync(new BatchQuery(Organisation), 10)).Batches);
    }

    [Fact]
    public async Task Racing_changes_are_all_made()
    {
        Batch batch = TestBatches.Create(_time.Now, total: 40);
        await _batches.CreateAsync(batch);

        await Task.WhenAll(Enumerable.Range(1, 40).Select(stored =>
            Task.Run(() => _batches.UpdateAsync(Organisation, batch.Id, current => current.Expand(stored, _time.Now)))));
        await Task.WhenAll(Enumerable.Range(1, 10).Select(_ =>
            Task.Run(() => _batches.UpdateAsync(Organisation, batch.Id, current => current.RequestCancel(_time.Now)))));

        Batch read = (await _batches.GetAsync(Organisation, batch.Id))!;
        Assert.Equal((40, true), (read.Expanded, read.CancelRequested));
        Assert.Single(read.Events, e => e.Type == EventTypes.BatchCancelRequested);
    }

    [Fact]
    public async Task They_are_listed_newest_first_and_filtered()
    {
        List<Batch> made = [];
        for (int i = 0; i < 5; i++)
        {
            _time.Now += TimeSpan.FromSeconds(1);
            Batch batch = TestBatches.Create(_time.Now, total: 3, change: batch => batch with
            {
                Name = $"batch {i % 2}",
                Labels = batch.Labels.Add("name", "batch 1"),
                Surface = i < 2 ? "lynx" : "jobs",
            });
            await _batches.CreateAsync(batch);
            made.Insert(0, batch);
        }

        await _batches.UpdateAsync(Organisation, made[0].Id, batch => batch.Start(_time.Now));

        BatchPage first = await _batches.ListAsync(new BatchQuery(Organisation), 3);
        BatchPage rest = await _batches.ListAsync(new BatchQuery(Organisation), 3, first.Cursor);
        Assert.Equal(made.Select(batch => batch.Id), first.Batches.Concat(rest.Batches).Select(batch => batch.Id));
        Assert.Equal([made[0].Id], await IdsAsync(new BatchQuery(Organisation) { State = BatchState.Running }));
        Assert.Equal([made[3].Id, made[4].Id], await IdsAsync(new BatchQuery(Organisation) { Surface = "lynx" }));
        Assert.Equal([made[1].Id, made[3].Id], await IdsAsync(new BatchQuery(Organisation) { Name = "batch 1" }));
        Assert.Empty(await IdsAsync(new BatchQuery("others")));
    }

    [Fact]
    public async Task Counts_sum_to_the_total_and_leave_other_jobs_out()
    {
        Batch batch = await CreateWithJobsAsync(total: 8, stored: 6);
        await CreateWithJobsAsync(total: 8, stored: 8);
        await _jobs.CreateAsync(TestJobs.Create(_time.Now));
        await _jobs.UpdateAsync(Organisation, batch.JobIdOf(0), new CancelNow());
        await _jobs.UpdateAsync(Organisation, batch.JobIdOf(1), Claim(start: true));
        await _jobs.UpdateAsync(Organisation, batch.JobIdOf(2), Claim(start: false));
        await SucceedAsync(batch, 3);
        await FailAsync(batch, 4);

        BatchCounts counts = await _batches.CountAsync(batch);

        Assert.Equal(new BatchCounts(3, 0, 0, 1, 1, 1, 1, 0, 1), counts);
        Assert.True(await _batches.HasActiveJobsAsync(batch));
    }

    [Fact]
    public async Task The_jobs_of_a_batch_are_listed_by_index_and_filtered()
    {
        Batch batch = await CreateWithJobsAsync(total: 30, stored: 30);
        await CreateWithJobsAsync(total: 5, stored: 5);
        await SucceedAsync(batch, 17);

        List<int> indexes = [];
        string? cursor = null;
        do
        {
            JobPage page = await _jobs.ListAsync(new JobQuery(Organisation) { BatchId = batch.Id }, 7, cursor);
            indexes.AddRange(page.Jobs.Select(job => Batch.IndexOf(job.Id)));
            cursor = page.Cursor;
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 30), indexes);
        JobQuery ended = new(Organisation) { BatchId = batch.Id, States = [JobState.Succeeded, JobState.Failed] };
        Assert.Equal([batch.JobIdOf(17)], (await _jobs.ListAsync(ended, 10)).Jobs.Select(job => job.Id));
        Assert.Equal(29, await _jobs.CountAsync(new JobQuery(Organisation) { BatchId = batch.Id, ActiveOnly = true }));
    }

    [Fact]
    public async Task It_ends_once_when_the_last_job_has_and_again_after_a_retry()
    {
        Batch batch = await CreateWithJobsAsync(total: 3, stored: 3);
        await _batches.UpdateAsync(Organisation, batch.Id, current => current.Expand(3, _time.Now));
        await SucceedAsync(batch, 0);
        await SucceedAsync(batch, 1);
        Assert.Null(await _batches.CompleteIfEndedAsync(Organisation, batch.Id));
        await FailAsync(batch, 2);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _batches.CompleteIfEndedAsync(Organisation, batch.Id))));

        Batch ended = (await _batches.GetAsync(Organisation, batch.Id))!;
        Assert.Equal(BatchState.Completed, ended.State);
        Assert.Equal(new BatchCounts(0, 0, 0, 0, 0, 2, 1, 0, 0), ended.Counts);
        await _jobs.UpdateAsync(Organisation, batch.JobIdOf(2), new Retry(0, "test"));
        await _batches.UpdateAsync(Organisation, batch.Id, current => current.Reopen(_time.Now));
        Assert.Equal(1, (await _batches.CountAsync((await _batches.GetAsync(Organisation, batch.Id))!)).Pending);
        await SucceedAsync(batch, 2);
        await _batches.CompleteIfEndedAsync(Organisation, batch.Id);
        Assert.Equal(
            [EventTypes.BatchCreated, EventTypes.BatchCompleted, EventTypes.BatchReopened, EventTypes.BatchCompleted],
            (await _batches.GetAsync(Organisation, batch.Id))!.Events.Select(e => e.Type));
    }

    [Fact]
    public async Task Recent_ends_are_those_of_the_last_minutes()
    {
        Batch batch = await CreateWithJobsAsync(total: 6, stored: 6);
        batch = (await _batches.UpdateAsync(Organisation, batch.Id, current => current.Start(_time.Now)))!;
        for (int index = 0; index < 5; index++)
        {
            await SucceedAsync(batch, index);
            _time.Now += TimeSpan.FromMinutes(3);
        }

        RecentEnds recent = await _batches.CountRecentEndsAsync(batch, minutes: 10);

        Assert.Equal(new RecentEnds(3, TimeSpan.FromMinutes(10)), recent);
        Assert.Equal(new RecentEnds(5, TimeSpan.FromMinutes(15)), await _batches.CountRecentEndsAsync(batch, minutes: 60));
    }

    private static ClaimTask Claim(bool start) => new(TestJobs.TaskId, "w", "token", TimeSpan.FromMinutes(1)) { Start = start };

    private async Task<IEnumerable<string>> IdsAsync(BatchQuery query) =>
        (await _batches.ListAsync(query, 10)).Batches.Select(batch => batch.Id);

    private async Task<Batch> CreateWithJobsAsync(int total, int stored)
    {
        Batch batch = TestBatches.Create(_time.Now, total);
        await _batches.CreateAsync(batch);
        for (int index = 0; index < stored; index++)
        {
            Assert.Equal(JobCreation.Created, await _jobs.CreateAsync(TestBatches.JobOf(batch, index, _time.Now)));
        }

        return batch;
    }

    private async Task SucceedAsync(Batch batch, int index)
    {
        await _jobs.UpdateAsync(Organisation, batch.JobIdOf(index), Claim(start: true));
        await _jobs.UpdateAsync(Organisation, batch.JobIdOf(index), new CompleteTask(TestJobs.TaskId, "token"));
    }

    private async Task FailAsync(Batch batch, int index) => await _jobs.UpdateAsync(
        Organisation, batch.JobIdOf(index), new Fail(Failure.Of(FailureCodes.ProcessingFailed, "test", FailurePhase.Processing)));
}
