using Kiln.Functions.Batches;
using Kiln.Functions.Http;
using Kiln.Functions.Orchestration;
using Kiln.Functions.Surfaces.Lynx.Attempts;
using Kiln.Functions.Tests.Support;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;
using Kiln.LocalHost.Testing;
using Kiln.Storage;
using Kiln.Storage.Batches;
using Kiln.Storage.Organisations;
using Kiln.Storage.Tests.Support;

namespace Kiln.Functions.Tests.Surfaces.Lynx.Attempts;

/// <summary>
/// A runner's report meets another end of the same run in another process: both have read the same version when the first of them
/// writes. One end counts, whichever is first.
/// </summary>
public sealed class RunRaceTests : IAsyncLifetime, IDisposable
{
    private const string Organisation = "acme";
    private const string Token = "token";

    private static readonly string[] Ends = [EventTypes.JobSucceeded, EventTypes.JobFailed, EventTypes.JobTimedOut, EventTypes.JobCancelled];

    private readonly MemoryDocumentStore _documents = new();
    private readonly RunProcess _runners;
    private readonly RunProcess _others;
    private DurableTestHost _host = null!;

    public RunRaceTests()
    {
        _runners = new RunProcess(_documents);
        _others = new RunProcess(_documents);
    }

    public static TheoryData<string, bool> Cases
    {
        get
        {
            TheoryData<string, bool> cases = [];
            foreach (string rival in (string[])["timer", "heartbeat at the deadline", "lease", "grace", "cancel", "early termination", "failure"])
            {
                cases.Add(rival, true);
                cases.Add(rival, false);
            }

            return cases;
        }
    }

    public async Task InitializeAsync() => _host = await DurableTestHost.StartAsync(
        host => host.AddOrchestrator(FunctionNames.JobOrchestrator, _ => Task.CompletedTask));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose()
    {
        _runners.Dispose();
        _others.Dispose();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Of_a_complete_and_another_end_the_first_one_counts(string rival, bool completeIsFirst)
    {
        (Batch batch, Job run) = await BeginAsync(cancelRequested: rival == "grace");
        Meeting meeting = new();
        _runners.Documents.Meet(meeting, completeIsFirst);
        _others.Documents.Meet(meeting, !completeIsFirst);

        Task<Exception?> complete = Task.Run(() => Record.ExceptionAsync(() => _runners.Reports.ApplyAsync(
            _host.Client, Organisation, run.Id, Token, (_, task) => new CompleteTask(task.Id, Token), CancellationToken.None)));
        Task other = Task.Run(() => EndAsync(run, rival));
        await Task.WhenAll(complete, other);

        // A cancel is a request: work that is done all the same counts.
        Job end = (await _others.Jobs.GetAsync(Organisation, run.Id))!;
        bool completed = completeIsFirst || rival == "cancel";
        Assert.Equal(completed, await complete is null);
        Assert.Equal(completed ? JobState.Succeeded : EndOf(rival), end.State);
        Assert.True(completed || await complete is ApiException { Status: 409, Code: "LEASE_LOST" });
        Assert.Single(end.Events, happened => Ends.Contains(happened.Type));
        Assert.Equal(Enumerable.Range(1, end.Events.Length), end.Events.Select(happened => (int)happened.Sequence));

        await Task.WhenAll(
            Task.Run(() => _runners.Watcher.LookAsync(new BatchChange(Organisation, batch.Id, BatchNews.Ended), CancellationToken.None)),
            Task.Run(() => _others.Watcher.LookAsync(new BatchChange(Organisation, batch.Id, BatchNews.Ended), CancellationToken.None)));
        Batch ended = (await _others.Batches.GetAsync(Organisation, batch.Id))!;
        Assert.Single(ended.Events, happened => happened.Type == EventTypes.BatchCompleted);
        Assert.Equal(
            (1, completed ? 1 : 0), (ended.Counts!.Ended, ended.Counts.Succeeded));
    }

    private static JobState EndOf(string rival) => rival switch
    {
        "timer" or "heartbeat at the deadline" => JobState.TimedOut,
        "grace" => JobState.Cancelled,
        _ => JobState.Failed,
    };

    private async Task EndAsync(Job run, string rival)
    {
        RunReports reports = _others.Reports;
        switch (rival)
        {
            case "timer":
                _others.Time.Now = run.Deadline!.Value;
                await _others.Jobs.UpdateAsync(Organisation, run.Id, new TimeOut());
                break;
            case "heartbeat at the deadline":
                _others.Time.Now = run.Deadline!.Value;
                await reports.TryApplyAsync(
                    _host.Client, Organisation, run.Id, (_, task) => new Heartbeat(task.Id, Token, TimeSpan.FromMinutes(1)), CancellationToken.None);
                break;
            case "lease":
                _others.Time.Now = run.Stages[0].Tasks[0].Lease!.ExpiresAt;
                await _others.Sweeper.SweepAsync(_host.Client, CancellationToken.None);
                break;
            case "grace":
                _others.Time.Now = run.CancelBy!.Value;
                await _others.Sweeper.SweepAsync(_host.Client, CancellationToken.None);
                break;
            case "cancel":
                await reports.TryApplyAsync(
                    _host.Client, Organisation, run.Id, (_, _) => new RequestCancel(TimeSpan.FromSeconds(30)), CancellationToken.None);
                break;
            case "early termination":
                await reports.TryApplyAsync(
                    _host.Client, Organisation, run.Id, (_, _) => new Fail(RunFailures.TerminatedEarly("Early termination: ground")), CancellationToken.None);
                break;
            default:
                Failure broke = new(FailureCodes.ProcessingFailed, "It broke.", FailurePhase.Processing, Retryable: true);
                await reports.TryApplyAsync(
                    _host.Client, Organisation, run.Id, (_, task) => new FailAttempt(task.Id, Token, broke), CancellationToken.None);
                break;
        }
    }

    /// <summary>A batch of one run, which is under way: its lease lasts a minute, its deadline is after ten.</summary>
    private async Task<(Batch Batch, Job Run)> BeginAsync(bool cancelRequested)
    {
        DateTimeOffset now = _runners.Time.Now;
        Batch batch = new()
        {
            Id = PartId.NewRoot(now), OrganisationId = Organisation, Surface = "lynx", Type = "simulation", Total = 1, PageSize = 1, CreatedAt = now,
        };
        await new OrganisationStore(_documents).EnsureAsync(Organisation);
        await _runners.Batches.CreateAsync(batch.Begin(now).Expand(1, now));
        Submission submission = new()
        {
            Id = batch.JobIdOf(0),
            OrganisationId = Organisation,
            Surface = "lynx",
            Type = "simulation",
            BatchId = batch.Id,
            Timeout = TimeSpan.FromMinutes(10),
            DeadlineStart = DeadlineStart.AttemptStarted,
        };
        StagePlan stage = new() { Id = "run", Type = "run", Executor = ExecutorKind.Worker, Tasks = [new TaskPlan("run", MaxAttempts: 1)] };
        Job job = JobLifecycle.Apply(JobLifecycle.Submit(submission, now), new Plan([stage]), now).Job;
        job = JobLifecycle.Apply(job, new ClaimTask("run", "runner", Token, TimeSpan.FromMinutes(1)), now).Job;
        job = JobLifecycle.Apply(job, new StartTask("run", Token), now).Job;
        if (cancelRequested)
        {
            job = JobLifecycle.Apply(job, new RequestCancel(TimeSpan.FromSeconds(30)), now).Job;
        }

        await _runners.Jobs.CreateAsync(job);
        return (batch, job);
    }
}
