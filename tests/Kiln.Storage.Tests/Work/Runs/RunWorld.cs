using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;
using Kiln.Storage.Batches;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;
using Kiln.Storage.Tests.Support;
using Kiln.Storage.Work;
using Kiln.Storage.Work.Runs;

namespace Kiln.Storage.Tests.Work.Runs;

/// <summary>One process that stores and claims runs. Several of them on one document store are several processes.</summary>
internal sealed class RunWorld
{
    public const string Surface = "lynx";

    public RunWorld(IDocumentStore documents, SetTime time)
    {
        Time = time;
        Documents = documents;
        QueueEntries entries = new(documents, time);
        Index = new RunIndex(documents, entries, Surface, time);
        Batches = new BatchStore(documents, time);
        Jobs = new JobStore(documents, new JobStoreOptions { OtherProcessesInterval = TimeSpan.FromSeconds(1) }, time, [Index]);
        Queue = new RunQueue(Jobs, entries, Index, Batches, time);
        Repair = new RunRepair(documents, Jobs, Batches, Index, Surface);
    }

    public IDocumentStore Documents { get; }

    public SetTime Time { get; }

    public RunIndex Index { get; }

    public BatchStore Batches { get; }

    public JobStore Jobs { get; }

    public RunQueue Queue { get; }

    public RunRepair Repair { get; }

    /// <summary>Stores a batch with its runs.</summary>
    public async Task<Batch> AddAsync(int runs, int? limit = null, int priority = 50, string type = "parafoil")
    {
        Batch batch = TestBatches.Create(Time.Now, runs, change: one => one with { Surface = Surface, Priority = priority });
        await Batches.CreateAsync(batch);
        RunRequirements needs = new(type, 1000, 1_000_000, false, limit);
        await Queue.OpenAsync(batch.OrganisationId, batch.Id, priority, needs);
        for (int index = 0; index < runs; index++)
        {
            await Jobs.CreateAsync(MakeRun(batch, index, needs));
        }

        return (await Batches.UpdateAsync(batch.OrganisationId, batch.Id, one => one.Expand(runs, Time.Now)))!;
    }

    public Job MakeRun(Batch batch, int index, RunRequirements needs)
    {
        Submission submission = new()
        {
            Id = batch.JobIdOf(index),
            OrganisationId = batch.OrganisationId,
            Surface = Surface,
            Type = "simulation",
            Priority = batch.Priority,
            BatchId = batch.Id,
        };
        StagePlan stage = new()
        {
            Id = "run",
            Type = "run",
            Executor = ExecutorKind.Worker,
            Retry = new RetryPolicy(5, TimeSpan.FromSeconds(2), 1, TimeSpan.FromSeconds(2)),
            Data = needs.ToStageData(),
            Tasks = [new TaskPlan("run")],
        };
        return TestJobs.Applied(JobLifecycle.Apply(JobLifecycle.Submit(submission, Time.Now), new Plan([stage]), Time.Now));
    }

    /// <summary>Claims a run that is there or answers null.</summary>
    public async Task<ClaimedTask?> ClaimAsync(Func<RunRequirements, bool>? fits = null, bool room = true) =>
        await Queue.TryClaimAsync(ClaimOf(fits, room), CancellationToken.None);

    public static RunClaim ClaimOf(Func<RunRequirements, bool>? fits = null, bool room = true) => new(
        TestJobs.Organisation, "runner", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), fits ?? (_ => true), _ => Task.FromResult(room));

    public Task<Outcome?> ApplyAsync(ClaimedTask run, JobCommand command) => Jobs.UpdateAsync(run.Job.OrganisationId, run.Job.Id, command);
}
