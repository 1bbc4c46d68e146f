using System.Collections.Concurrent;
using Kiln.Functions.Orchestration;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Credits;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;
using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Testing;

namespace Kiln.Functions.Tests.Orchestration;

/// <summary>The two orchestrators on the real engine with a clock of the test's, over one job document in memory.</summary>
public sealed class JobOrchestratorTests
{
    private static readonly JobRun Run = new("org", "job", 0);

    [Fact]
    public async Task It_runs_the_stages_in_order_and_settles_once()
    {
        await using World world = await World.StartAsync(["a", "b", "c"], (_, _) => Task.FromResult(Report.Completed));
        await world.FinishAsync();

        Assert.Equal(JobState.Succeeded, world.Job.State);
        Assert.Equal(["a", "b", "c"], world.Attempts);
        Assert.Equal(1, world.Settlements);
    }

    [Fact]
    public async Task The_tasks_of_one_stage_are_tried_side_by_side_and_the_next_stage_waits_for_all()
    {
        TaskCompletionSource both = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int begun = 0;
        await using World world = await World.StartAsync(["a+b", "c"], async (_, cancellationToken) =>
        {
            if (Interlocked.Increment(ref begun) == 2)
            {
                both.SetResult();
            }

            await both.Task.WaitAsync(cancellationToken);
            return Report.Completed;
        });
        await world.FinishAsync();

        Assert.Equal(JobState.Succeeded, world.Job.State);
        Assert.Equal(["a", "b"], world.Attempts.Take(2).Order());
        Assert.Equal("c", world.Attempts.Last());
    }

    [Fact]
    public async Task A_job_without_a_price_has_nothing_to_settle()
    {
        await using World world = await World.StartAsync(["a"], (_, _) => Task.FromResult(Report.Completed), price: 0);
        await world.FinishAsync();

        Assert.Equal((JobState.Succeeded, 0), (world.Job.State, world.Settlements));
    }

    [Fact]
    public async Task A_failed_attempt_is_tried_again_after_its_back_off()
    {
        int tries = 0;
        await using World world = await World.StartAsync(
            ["a"], (_, _) => Task.FromResult(++tries < 3 ? Report.Failed : Report.Completed));
        await world.FinishAsync();

        Assert.Equal(JobState.Succeeded, world.Job.State);
        Assert.Equal(3, tries);
        Assert.InRange((world.Job.CompletedAt - world.Job.CreatedAt)!.Value.TotalSeconds, 12, 18);
    }

    [Fact]
    public async Task Out_of_attempts_the_job_fails_and_is_settled()
    {
        await using World world = await World.StartAsync(["a", "b"], (_, _) => Task.FromResult(Report.Failed));
        await world.FinishAsync();

        Assert.Equal((JobState.Failed, 3), (world.Job.State, world.Attempts.Count));
        Assert.Equal(1, world.Settlements);
    }

    [Fact]
    public async Task The_deadline_fences_a_hanging_attempt()
    {
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using World world = await World.StartAsync(
            ["a"],
            async (current, cancellationToken) =>
            {
                began.SetResult();
                await current.UntilFencedAsync(cancellationToken);
                return Report.Completed;
            },
            skipTime: false);
        await began.Task;
        world.Host.Clock.Advance(TimeSpan.FromMinutes(6));
        await world.FinishAsync();

        Assert.Equal(JobState.TimedOut, world.Job.State);
        Assert.Equal(Settlement.Refund, world.Job.Reservation?.Settlement);
        Assert.Equal(1, world.Settlements);
    }

    [Fact]
    public async Task A_paused_job_outlives_its_deadline_and_goes_on_when_it_is_resumed()
    {
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool stop = true;
        await using World world = await World.StartAsync(
            ["a"],
            async (current, cancellationToken) =>
            {
                if (stop)
                {
                    began.SetResult();
                    await current.UntilAsync(job => job.Suspended, cancellationToken);
                    return Report.GivenBack;
                }

                return Report.Completed;
            },
            skipTime: false);
        await began.Task;
        await world.AskAsync(new Pause());
        await world.Host.WhenIdleAsync();
        await world.Host.AdvanceAsync(TimeSpan.FromHours(3));
        Assert.Equal(JobState.Queued, world.Job.State);

        stop = false;
        await world.AskAsync(new Resume());
        await world.FinishAsync();
        Assert.Equal(JobState.Succeeded, world.Job.State);
    }

    [Fact]
    public async Task A_cancel_while_an_attempt_runs_ends_when_the_attempt_gives_back()
    {
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using World world = await World.StartAsync(
            ["a"],
            async (current, cancellationToken) =>
            {
                began.SetResult();
                await current.UntilAsync(job => job.CancelRequested, cancellationToken);
                return Report.GivenBack;
            },
            skipTime: false);
        await began.Task;
        await world.AskAsync(new RequestCancel());
        await world.FinishAsync();

        Assert.Equal(JobState.Cancelled, world.Job.State);
        Assert.Equal(1, world.Settlements);
    }

    [Fact]
    public async Task Work_of_others_is_waited_for_through_many_turns()
    {
        await using World world = await World.StartAsync(
            ["a"], (_, _) => Task.FromResult(Report.Completed), ExecutorKind.Worker, skipTime: false);
        for (int i = 0; i < 250; i++)
        {
            await world.AskAsync(new SetPriority(i % 100));
        }

        await world.AskAsync(new ClaimTask("a", "worker", "token", TimeSpan.FromMinutes(1)));
        await world.AskAsync(new CompleteTask("a", "token"));
        await world.FinishAsync();

        Assert.Equal(JobState.Succeeded, world.Job.State);
        Assert.Empty(world.Attempts);
    }

    [Fact]
    public async Task A_restarted_engine_goes_on_where_the_document_says()
    {
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using World world = await World.StartAsync(
            ["a", "b"],
            async (_, cancellationToken) =>
            {
                if (began.TrySetResult())
                {
                    await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
                }

                return Report.Completed;
            },
            skipTime: false);
        await began.Task;
        await world.Host.RestartAsync();
        await world.FinishAsync();

        Assert.Equal(JobState.Succeeded, world.Job.State);
        Assert.Equal(1, world.Job.Stages[0].Tasks[0].Interruptions);
    }

    private enum Report
    {
        Completed,
        Failed,
        GivenBack,
    }

    /// <summary>One job in memory, the activities over it, and the engine that runs the orchestrators.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _settlements;

        public required Job Job { get; set; }

        public DurableTestHost Host { get; private set; } = null!;

        public ConcurrentQueue<string> Attempts { get; } = new();

        public int Settlements => _settlements;

        public static async Task<World> StartAsync(
            string[] stages,
            Func<World, CancellationToken, Task<Report>> work,
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
            World world = new() { Job = JobLifecycle.Submit(submission, clock.GetUtcNow()) };
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

        private void Register(DurableTestTasks tasks, ManualClock clock, Func<World, CancellationToken, Task<Report>> work)
        {
            tasks.AddOrchestrator(FunctionNames.JobOrchestrator, context => JobOrchestrator.Run(context, context.GetInput<JobRun>()!));
            tasks.AddOrchestrator(FunctionNames.StageOrchestrator, context => StageOrchestrator.Run(context, context.GetInput<StageRun>()!));
            tasks.AddActivity<JobRun, NextStep>(FunctionNames.DecideNextStep, run => JobDecision.For(Job, run, clock.GetUtcNow()));
            tasks.AddActivity<JobRun, bool>(FunctionNames.TimeOutJob, _ => Apply(new TimeOut()) is Outcome.Applied);
            tasks.AddActivity<JobRun, bool>(FunctionNames.SettleJob, _ => Interlocked.Increment(ref _settlements) > 0);
            tasks.AddActivity<TaskRun, bool>(FunctionNames.RunBuiltInTask, (run, cancellationToken) => AttemptAsync(run, work, cancellationToken));
        }

        private async Task<bool> AttemptAsync(TaskRun run, Func<World, CancellationToken, Task<Report>> work, CancellationToken cancellationToken)
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
                Report.Completed => new CompleteTask(run.TaskId, token),
                Report.Failed => new FailAttempt(run.TaskId, token, failure),
                _ => new ReleaseTask(run.TaskId, token),
            });
            return true;
        }
    }
}
