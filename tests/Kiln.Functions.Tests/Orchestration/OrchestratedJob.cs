using System.Collections.Concurrent;
using Kiln.Functions.Orchestration;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;
using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Testing;

namespace Kiln.Functions.Tests.Orchestration;

/// <summary>One job in memory, the activities over it, and the engine that runs the orchestrators.</summary>
internal sealed class OrchestratedJob : IAsyncDisposable
{
    public static readonly JobRun Run = new("org", "job", 0);
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _settlements;

    public required Job Job { get; set; }

    public DurableTestHost Host { get; private set; } = null!;

    public ConcurrentQueue<string> Attempts { get; } = new();

    public int Settlements => _settlements;

    public static async Task<OrchestratedJob> StartAsync(
        string[] stages,
        Func<OrchestratedJob, CancellationToken, Task<AttemptEnd>> work,
        ExecutorKind executor = ExecutorKind.BuiltIn,
        bool skipTime = true,
        int price = 1)
    {
        ManualClock clock = new();
        Submission submission = new()
        {
            Id = "job",
            OrganisationId = "org",
            Surface = "test",
            Type = "test",
            Price = price,
            Timeout = TimeSpan.FromMinutes(5),
        };
        OrchestratedJob world = new() { Job = JobLifecycle.Submit(submission, clock.GetUtcNow()) };
        Kiln.Lifecycle.Failures.RetryPolicy policy = new(3, TimeSpan.FromSeconds(5), 2, TimeSpan.FromMinutes(1));
        world.Job = JobLifecycle.Apply(
            world.Job,
            new Plan([.. stages.Select(id => new StagePlan
            {
                Id = id, Type = id, Executor = executor, Retry = policy, Tasks = [.. id.Split('+').Select(task => new TaskPlan(task))],
            })]),
            clock.GetUtcNow()).Job;
        world.Host = await DurableTestHost.StartAsync(
            tasks => world.Register(tasks, clock, work), new DurableTestHostOptions { Clock = clock, SkipTime = skipTime });
        await world.Host.Client.ScheduleNewOrchestrationInstanceAsync(
            FunctionNames.JobOrchestrator, Run, new StartOrchestrationOptions(Run.InstanceId));
        return world;
    }

    public Outcome Apply(JobCommand command)
    {
        lock (_lock)
        {
            Outcome outcome = JobLifecycle.Apply(Job, command, Host.Clock.GetUtcNow());
            Job = outcome.Job;
            Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            return outcome;
        }
    }

    public async Task AskAsync(JobCommand command)
    {
        Assert.IsNotType<Outcome.Refused>(Apply(command));
        await Host.Client.RaiseEventAsync(Run.InstanceId, FunctionNames.WakeEvent, command.GetType().Name);
    }

    public async Task FinishAsync()
    {
        OrchestrationMetadata ended = await Host.Client.WaitForInstanceCompletionAsync(Run.InstanceId, getInputsAndOutputs: true);
        Assert.Equal((OrchestrationRuntimeStatus.Completed, null), (ended.RuntimeStatus, ended.FailureDetails?.ErrorMessage));
    }

    public Task UntilFencedAsync(CancellationToken cancellationToken) => UntilAsync(job => job.State.IsTerminal(), cancellationToken);

    public async Task UntilAsync(Func<Job, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed = Volatile.Read(ref _changed).Task;
            if (condition(Job))
            {
                return;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private void Register(DurableTestTasks tasks, ManualClock clock, Func<OrchestratedJob, CancellationToken, Task<AttemptEnd>> work)
    {
        tasks.AddOrchestrator(FunctionNames.JobOrchestrator, context => JobOrchestrator.Run(context, context.GetInput<JobRun>()!));
        tasks.AddOrchestrator(FunctionNames.StageOrchestrator, context => StageOrchestrator.Run(context, context.GetInput<StageRun>()!));
        tasks.AddActivity<JobRun, NextStep>(FunctionNames.DecideNextStep, run => JobDecision.For(Job, run, clock.GetUtcNow()));
        tasks.AddActivity<JobRun, bool>(FunctionNames.TimeOutJob, _ => Apply(new TimeOut()) is Outcome.Applied);
        tasks.AddActivity<JobRun, bool>(FunctionNames.SettleJob, _ => Interlocked.Increment(ref _settlements) > 0);
        tasks.AddActivity<TaskRun, bool>(FunctionNames.RunBuiltInTask, (run, cancellationToken) => AttemptAsync(run, work, cancellationToken));
    }

    private async Task<bool> AttemptAsync(TaskRun run, Func<OrchestratedJob, CancellationToken, Task<AttemptEnd>> work, CancellationToken cancellationToken)
    {
        string token = Guid.NewGuid().ToString("N");
        ClaimTask claim = new(run.TaskId, run.Job.InstanceId, token, TimeSpan.FromMinutes(1)) { Start = true, TakeOver = true };
        if (Apply(claim) is not Outcome.Applied)
        {
            return false;
        }

        Attempts.Enqueue(run.TaskId);
        Failure failure = Failure.Of(FailureCodes.InternalError, "It broke.", FailurePhase.Processing);
        Apply(await work(this, cancellationToken) switch
        {
            AttemptEnd.Completed => new CompleteTask(run.TaskId, token),
            AttemptEnd.Failed => new FailAttempt(run.TaskId, token, failure),
            _ => new ReleaseTask(run.TaskId, token),
        });
        return true;
    }
}
