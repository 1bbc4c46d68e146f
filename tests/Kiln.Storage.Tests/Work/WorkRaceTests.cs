using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Documents;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Work;

/// <summary>
/// Two processes that have read the same version of a job write over it, in either order: both stand before their write before one of
/// them is let go. What the second then does is decided by what the first has left.
/// </summary>
public sealed class WorkRaceTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private readonly MemoryDocumentStore _documents = new();
    private readonly SetTime _time = new();

    [Fact]
    public async Task Of_two_claims_one_takes_the_task()
    {
        (Job job, Outcome first, Outcome second) = await RaceAsync(Unclaimed, Claim("a"), Claim("b"));

        Assert.IsType<Outcome.Applied>(first);
        Assert.Equal(RefusalCode.NotClaimable, RefusalOf(second));
        Assert.Equal("a", job.Stages[0].Tasks[0].Lease!.Token);
    }

    [Fact]
    public async Task A_claim_before_a_pause_holds_and_one_after_it_is_refused()
    {
        (Job job, _, Outcome pause) = await RaceAsync(Unclaimed, Claim("a"), new Pause());
        Assert.IsType<Outcome.Applied>(pause);
        Assert.True(job is { Suspended: true, Stages: [{ Counts.Leased: 1 }] });

        (job, _, Outcome claim) = await RaceAsync(Unclaimed, new Pause(), Claim("a"));
        Assert.Equal(RefusalCode.NotClaimable, RefusalOf(claim));
        Assert.True(job is { Suspended: true, Stages: [{ Counts.Leased: 0 }] });
    }

    [Fact]
    public async Task A_report_before_the_expiry_counts_and_one_after_it_is_fenced()
    {
        (Job job, _, Outcome expiry) = await RaceAsync(Lapsed, new CompleteTask("tile-1", "a"), new ExpireLease("tile-1"));
        Assert.Equal(RefusalCode.JobFinished, RefusalOf(expiry));
        Assert.Equal(JobState.Succeeded, job.State);

        (job, _, Outcome report) = await RaceAsync(Lapsed, new ExpireLease("tile-1"), new CompleteTask("tile-1", "a"));
        Assert.Equal(RefusalCode.LeaseLost, RefusalOf(report));
        Assert.Equal(TaskState.Retried, job.Stages[0].Tasks[0].State);
    }

    [Fact]
    public async Task Of_abort_and_last_completion_the_first_ends_the_job()
    {
        (Job job, _, Outcome abort) = await RaceAsync(Claimed, new CompleteTask("tile-1", "a"), new CancelNow());
        Assert.Equal(RefusalCode.JobFinished, RefusalOf(abort));
        Assert.Equal(JobState.Succeeded, job.State);

        (job, _, Outcome report) = await RaceAsync(Claimed, new CancelNow(), new CompleteTask("tile-1", "a"));
        Assert.Equal(RefusalCode.JobFinished, RefusalOf(report));
        Assert.Equal(JobState.Cancelled, job.State);
    }

    [Fact]
    public async Task A_stage_added_before_the_last_completion_goes_on_and_one_after_it_is_refused()
    {
        AddStage more = new(QueueProcess.Stage("more"));
        (Job job, _, Outcome added) = await RaceAsync(Claimed, new CompleteTask("tile-1", "a"), more);
        Assert.Equal(RefusalCode.JobFinished, RefusalOf(added));
        Assert.Equal(JobState.Succeeded, job.State);

        (job, _, Outcome report) = await RaceAsync(Claimed, more, new CompleteTask("tile-1", "a"));
        Assert.IsType<Outcome.Applied>(report);
        Assert.Equal((JobState.Queued, "more"), (job.State, ReadyWork.Of(job)!.Stage.Type));
    }

    [Fact]
    public async Task Seal_and_last_completion_end_an_open_job_once_in_either_order()
    {
        foreach (JobCommand[] order in (JobCommand[][])[[new Seal(), new CompleteTask("tile-1", "a")], [new CompleteTask("tile-1", "a"), new Seal()]])
        {
            (Job job, Outcome first, Outcome second) = await RaceAsync(Unsealed, order[0], order[1]);
            Assert.IsType<Outcome.Applied>(first);
            Assert.IsType<Outcome.Applied>(second);
            Assert.Equal(JobState.Succeeded, job.State);
            Assert.Single(job.Events, happened => happened.Type == "job.succeeded");
        }
    }

    private static ClaimTask Claim(string token) => new("tile-1", "w", token, Lease) { Start = true };

    private static RefusalCode RefusalOf(Outcome outcome) => Assert.IsType<Outcome.Refused>(outcome).Refusal.Code;

    private static Task<Job> Unclaimed(QueueProcess process) => process.CreateAsync(QueueProcess.Stage("tile", retry: new(2, default, 1, default)));

    private static async Task<Job> Claimed(QueueProcess process) => await process.DoAsync((await Unclaimed(process)).Id, Claim("a"));

    private static async Task<Job> Unsealed(QueueProcess process) =>
        await process.DoAsync((await process.CreateAsync(50, isSealed: false, QueueProcess.Stage("tile"))).Id, Claim("a"));

    private async Task<Job> Lapsed(QueueProcess process)
    {
        Job job = await Claimed(process);
        _time.Now += 2 * Lease;
        return job;
    }

    private async Task<(Job Job, Outcome First, Outcome Second)> RaceAsync(
        Func<QueueProcess, Task<Job>> begin, JobCommand first, JobCommand second)
    {
        QueueProcess watching = new(_documents, _time, sole: false);
        Job job = await begin(watching);
        HeldStore[] stores = [new(_documents), new(_documents)];
        Task<Outcome?>[] racing = [.. stores.Zip((JobCommand[])[first, second], (store, command) =>
            new QueueProcess(store, _time, sole: false).Jobs.UpdateAsync(TestJobs.Organisation, job.Id, command))];
        await Task.WhenAll(stores.Select(store => store.Reached));

        stores[0].LetGo();
        Outcome one = (await racing[0])!;
        stores[1].LetGo();
        Outcome two = (await racing[1])!;

        Job end = (await watching.Jobs.GetAsync(TestJobs.Organisation, job.Id))!;
        Assert.Equal(
            watching.Queue.EntryOf(end) is { } entry ? [entry.Key] : [],
            (await watching.EntriesAsync()).Where(key => key.EndsWith(job.Id, StringComparison.Ordinal)));
        return (end, one, two);
    }

    /// <summary>Holds the first write of a job until it is let go.</summary>
    private sealed class HeldStore(IDocumentStore store) : IDocumentStore
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void LetGo() => _released.SetResult();

        public async Task<string?> PutAsync(
            string key, DocumentWrite write, WriteCondition condition, CancellationToken cancellationToken = default)
        {
            if (key.Contains("/jobs/", StringComparison.Ordinal))
            {
                _reached.TrySetResult();
                await _released.Task;
            }

            return await store.PutAsync(key, write, condition, cancellationToken);
        }

        public Task<StoredDocument?> GetAsync(string key, CancellationToken cancellationToken = default) => store.GetAsync(key, cancellationToken);

        public Task<bool> DeleteAsync(string key, string? ifMatch = null, CancellationToken cancellationToken = default) =>
            store.DeleteAsync(key, ifMatch, cancellationToken);

        public Task<DocumentPage> ListAsync(DocumentQuery query, CancellationToken cancellationToken = default) =>
            store.ListAsync(query, cancellationToken);

        public Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken = default) =>
            store.CountAsync(query, cancellationToken);
    }
}
