using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;
using Kiln.Storage.Tests.Support;
using Kiln.Storage.Work;

namespace Kiln.Storage.Tests.Work;

/// <summary>What one process of the service makes of a document store, as far as work queues are concerned.</summary>
internal sealed class QueueProcess
{
    public QueueProcess(IDocumentStore documents, TimeProvider time, bool sole = true)
    {
        TimeSpan? interval = sole ? null : TimeSpan.FromMilliseconds(50);
        WorkQueueOptions options = new() { OtherProcessesInterval = interval };
        Documents = documents;
        Time = time;
        Entries = new QueueEntries(documents, time);
        Queue = new JobQueue(Entries, options);
        Jobs = new JobStore(documents, new JobStoreOptions { OtherProcessesInterval = interval }, time, [Queue]);
        Tasks = new TaskQueue(Jobs, Entries, Queue, options, time);
    }

    public IDocumentStore Documents { get; }

    public TimeProvider Time { get; }

    public QueueEntries Entries { get; }

    public JobQueue Queue { get; }

    public JobStore Jobs { get; }

    public TaskQueue Tasks { get; }

    public async Task<Job> CreateAsync(params StagePlan[] stages) => await CreateAsync(50, stages);

    public Task<Job> CreateAsync(int priority, params StagePlan[] stages) => CreateAsync(priority, isSealed: true, stages);

    public async Task<Job> CreateAsync(int priority, bool isSealed, params StagePlan[] stages)
    {
        DateTimeOffset now = Time.GetUtcNow();
        Submission submission = new()
        {
            Id = TestJobs.NewId(now),
            OrganisationId = TestJobs.Organisation,
            Surface = "jobs",
            Type = "work",
            Priority = priority,
            Sealed = isSealed,
        };
        Job job = TestJobs.Applied(JobLifecycle.Apply(JobLifecycle.Submit(submission, now), new Plan([.. stages]), now));
        Assert.Equal(JobCreation.Created, await Jobs.CreateAsync(job));
        return job;
    }

    public static StagePlan Stage(string type, int tasks = 1, RetryPolicy? retry = null, bool waiting = false, string? id = null) => new()
    {
        Id = id ?? type,
        Type = type,
        Executor = ExecutorKind.Worker,
        Retry = retry ?? RetryPolicy.None,
        StartsWaiting = waiting,
        Tasks = [.. Enumerable.Range(1, tasks).Select(number => new TaskPlan($"{id ?? type}-{number}"))],
    };

    public Task<ClaimedTask?> ClaimAsync(string type, string worker = "w", TimeSpan wait = default, CancellationToken cancellationToken = default) =>
        Tasks.ClaimAsync(new TaskClaim(TestJobs.Organisation, [type], worker, TimeSpan.FromMinutes(1)), wait, cancellationToken);

    public async Task<Job> DoAsync(string jobId, JobCommand command) =>
        TestJobs.Applied(await Jobs.UpdateAsync(TestJobs.Organisation, jobId, command));

    public Task<Job> CompleteAsync(ClaimedTask claimed) => DoAsync(claimed.Job.Id, new CompleteTask(claimed.Task.Id, claimed.Token));

    public async Task<List<string>> EntriesAsync()
    {
        List<string> keys = [];
        await foreach (DocumentListItem item in Documents.EnumerateAsync($"{TestJobs.Organisation}/queue/"))
        {
            keys.Add(item.Key);
        }

        return keys;
    }
}
