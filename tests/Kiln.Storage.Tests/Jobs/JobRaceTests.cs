using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;
using Kiln.Storage.Tests.Support;
using Moq;

namespace Kiln.Storage.Tests.Jobs;

public sealed class JobRaceTests
{
    private const int Workers = 16;
    private static readonly JobStoreOptions Shared = new() { OtherProcessesInterval = TimeSpan.FromSeconds(1) };
    private readonly MemoryDocumentStore _documents = new();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Every_task_is_claimed_once_however_many_processes_race(int processes)
    {
        Job job = TestJobs.Create(DateTimeOffset.UtcNow, tasks: 60);
        JobStore[] stores = [.. Enumerable.Range(0, processes).Select(_ => new JobStore(_documents, Shared, TimeProvider.System))];
        await stores[0].CreateAsync(job);

        string[][] claimed = await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            List<string> mine = [];
            while (await ClaimNextAsync(stores[worker % processes], job.Id, $"worker-{worker}") is { } task)
            {
                mine.Add(task);
            }

            return mine.ToArray();
        })));

        string[] all = [.. claimed.SelectMany(tasks => tasks)];
        Assert.Equal(60, all.Length);
        Assert.Equal(60, all.Distinct().Count());
        Job end = (await stores[0].GetAsync(TestJobs.Organisation, job.Id))!;
        Assert.Equal(Enumerable.Range(1, end.Events.Length), end.Events.Select(e => (int)e.Sequence));
    }

    [Fact]
    public async Task Commands_of_one_process_that_meet_share_a_write()
    {
        TaskCompletionSource held = new();
        CountingStore counting = new(_documents, held.Task);
        JobStore jobs = new(counting, new JobStoreOptions(), TimeProvider.System);
        Job job = TestJobs.Create(DateTimeOffset.UtcNow, tasks: 50);
        await new JobStore(_documents, new JobStoreOptions(), TimeProvider.System).CreateAsync(job);

        Task<Outcome?>[] claims = [.. Enumerable.Range(1, 50).Select(number => jobs.UpdateAsync(
            TestJobs.Organisation, job.Id, new ClaimTask($"task-{number}", "w", $"token-{number}", TimeSpan.FromMinutes(1))))];
        held.SetResult();

        Assert.All(await Task.WhenAll(claims), outcome => Assert.IsType<Outcome.Applied>(outcome));
        Assert.Equal(2, counting.Writes);
    }

    [Fact]
    public async Task A_command_that_never_wins_gives_up_with_an_error_and_leaves_the_job_alone()
    {
        Job job = TestJobs.Create(DateTimeOffset.UtcNow);
        await new JobStore(_documents, new JobStoreOptions(), TimeProvider.System).CreateAsync(job);
        Mock<IDocumentStore> losing = new();
        losing.Setup(store => store.GetAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Returns((string key, CancellationToken token) => _documents.GetAsync(key, token));
        losing.Setup(store => store.PutAsync(
                It.IsAny<string>(), It.IsAny<DocumentWrite>(), It.IsAny<WriteCondition>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string?)null);
        JobStore jobs = new(losing.Object, new JobStoreOptions(), new SetTime());

        await Assert.ThrowsAsync<DocumentContentionException>(() => jobs.UpdateAsync(TestJobs.Organisation, job.Id, new Pause()));

        Assert.False((await new JobStore(_documents, new JobStoreOptions(), TimeProvider.System)
            .GetAsync(TestJobs.Organisation, job.Id))!.Suspended);
    }

    [Theory]
    [InlineData(20)]
    public async Task Of_cancel_and_complete_one_ends_the_job(int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            JobStore first = new(_documents, Shared, TimeProvider.System);
            JobStore second = new(_documents, Shared, TimeProvider.System);
            Job job = TestJobs.Create(DateTimeOffset.UtcNow);
            await first.CreateAsync(job);
            await first.UpdateAsync(
                TestJobs.Organisation, job.Id, new ClaimTask(TestJobs.TaskId, "w", "token", TimeSpan.FromMinutes(1)) { Start = true });

            Outcome?[] outcomes = await Task.WhenAll(
                Task.Run(() => first.UpdateAsync(TestJobs.Organisation, job.Id, new CompleteTask(TestJobs.TaskId, "token"))),
                Task.Run(() => second.UpdateAsync(TestJobs.Organisation, job.Id, new CancelNow())));

            Job end = (await first.GetAsync(TestJobs.Organisation, job.Id))!;
            Assert.Single(outcomes, outcome => outcome is Outcome.Applied);
            Assert.Equal(outcomes[0] is Outcome.Applied ? JobState.Succeeded : JobState.Cancelled, end.State);
            Assert.Single(end.Events, e => e.Type is "job.succeeded" or "job.cancelled");
        }
    }

    private static async Task<string?> ClaimNextAsync(JobStore jobs, string jobId, string worker)
    {
        string token = Guid.NewGuid().ToString("N");
        string? chosen = null;
        Outcome? outcome = await jobs.UpdateAsync(TestJobs.Organisation, jobId, job =>
        {
            chosen = job.Stages[0].Tasks.FirstOrDefault(task => task.Lease is null)?.Id;
            return chosen is null ? null : new ClaimTask(chosen, worker, token, TimeSpan.FromMinutes(1));
        });
        return outcome is Outcome.Applied ? chosen : null;
    }

    /// <summary>Counts writes, and holds reads until a test lets them go.</summary>
    private sealed class CountingStore(IDocumentStore store, Task letGo) : IDocumentStore
    {
        private int _writes;

        public int Writes => _writes;

        public async Task<StoredDocument?> GetAsync(string key, CancellationToken cancellationToken = default)
        {
            await letGo;
            return await store.GetAsync(key, cancellationToken);
        }

        public Task<string?> PutAsync(string key, DocumentWrite write, WriteCondition condition, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _writes);
            return store.PutAsync(key, write, condition, cancellationToken);
        }

        public Task<bool> DeleteAsync(string key, string? ifMatch = null, CancellationToken cancellationToken = default) =>
            store.DeleteAsync(key, ifMatch, cancellationToken);

        public Task<DocumentPage> ListAsync(DocumentQuery query, CancellationToken cancellationToken = default) =>
            store.ListAsync(query, cancellationToken);

        public Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken = default) =>
            store.CountAsync(query, cancellationToken);
    }
}
