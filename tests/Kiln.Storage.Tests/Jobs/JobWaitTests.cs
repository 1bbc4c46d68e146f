using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Jobs;

public sealed class JobWaitTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private readonly MemoryDocumentStore _documents = new();
    private readonly JobStore _jobs;

    public JobWaitTests() => _jobs = new JobStore(_documents, new JobStoreOptions(), TimeProvider.System);

    [Fact]
    public async Task What_is_there_already_is_answered_at_once()
    {
        Job job = await CreateAsync();

        Assert.Equal(job.Version, (await _jobs.WaitAsync(TestJobs.Organisation, job.Id, 0, Long))!.Version);
    }

    [Fact]
    public async Task A_change_wakes_everyone_who_waits_for_it()
    {
        Job job = await CreateAsync();
        Task<Job?>[] waiting = [.. Enumerable.Range(0, 20).Select(
            _ => _jobs.WaitAsync(TestJobs.Organisation, job.Id, job.LastSequence, Long))];

        await _jobs.UpdateAsync(TestJobs.Organisation, job.Id, new Pause());

        Assert.All(await Task.WhenAll(waiting), woken => Assert.True(woken!.Suspended));
    }

    [Fact]
    public async Task A_change_that_comes_between_the_call_and_the_wait_is_not_missed()
    {
        Job job = await CreateAsync();
        for (int round = 0; round < 200; round++)
        {
            long seen = (await _jobs.GetAsync(TestJobs.Organisation, job.Id))!.LastSequence;
            Task<Job?> waiting = Task.Run(() => _jobs.WaitAsync(TestJobs.Organisation, job.Id, seen, Long));
            await _jobs.UpdateAsync(TestJobs.Organisation, job.Id, round % 2 == 0 ? new Pause() : new Resume());
            Assert.True((await waiting)!.LastSequence > seen);
        }
    }

    [Fact]
    public async Task A_wait_on_a_job_that_has_ended_does_not_wait()
    {
        Job job = await CreateAsync();
        Job ended = TestJobs.Applied(await _jobs.UpdateAsync(TestJobs.Organisation, job.Id, new CancelNow()));

        Assert.Equal(JobState.Cancelled, (await _jobs.WaitAsync(TestJobs.Organisation, job.Id, ended.LastSequence, Long))!.State);
    }

    [Fact]
    public async Task A_wait_ends_with_the_job_as_it_is()
    {
        Job job = await CreateAsync();

        Job? read = await _jobs.WaitAsync(TestJobs.Organisation, job.Id, job.LastSequence, TimeSpan.FromMilliseconds(20));

        Assert.Equal(job.LastSequence, read!.LastSequence);
    }

    [Fact]
    public async Task A_wait_can_be_given_up()
    {
        Job job = await CreateAsync();
        using CancellationTokenSource giveUp = new();
        Task<Job?> waiting = _jobs.WaitAsync(TestJobs.Organisation, job.Id, job.LastSequence, Long, giveUp.Token);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task The_change_of_another_process_is_seen_at_the_next_look()
    {
        JobStore watching = new(_documents, new JobStoreOptions { OtherProcessesInterval = TimeSpan.FromMilliseconds(5) }, TimeProvider.System);
        Job job = await CreateAsync();
        Task<Job?> waiting = watching.WaitAsync(TestJobs.Organisation, job.Id, job.LastSequence, Long);

        await _jobs.UpdateAsync(TestJobs.Organisation, job.Id, new Pause());

        Assert.True((await waiting)!.Suspended);
    }

    private async Task<Job> CreateAsync()
    {
        Job job = TestJobs.Create(DateTimeOffset.UtcNow);
        await _jobs.CreateAsync(job);
        return job;
    }
}
