using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Credits;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;

namespace Kiln.Lifecycle.Tests.Transitions;

/// <summary>Random commands by racing callers over compare-and-swap; the invariants hold after every accepted write.</summary>
public sealed class InvariantTests
{
    private const int Callers = 4;

    [Fact]
    public void Random_interleavings_of_racing_callers_keep_every_invariant()
    {
        int terminal = 0;
        for (int seed = 0; seed < 3000; seed++)
        {
            try
            {
                terminal += Run(new Random(seed)) ? 1 : 0;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }

        Assert.InRange(terminal, 1500, 3000);
    }

    private static bool Run(Random random)
    {
        DateTimeOffset now = Some.Now;
        DeadlineStart start = (DeadlineStart)random.Next(3);
        Job stored = JobLifecycle.Submit(Some.Submission(random.Next(3)) with { DeadlineStart = start }, now);
        Job[] read = Enumerable.Repeat(stored, Callers).ToArray();
        for (int step = 0; step < 80; step++)
        {
            now += TimeSpan.FromSeconds(random.Next(20));
            int caller = random.Next(Callers);
            if (random.Next(2) == 0)
            {
                read[caller] = stored;
            }

            Job basis = read[caller];
            Outcome outcome = JobLifecycle.Apply(basis, RandomCommand(random, basis), now);
            if (outcome is not Outcome.Applied applied)
            {
                Assert.Same(basis, outcome.Job);
                continue;
            }

            if (basis.Version == stored.Version)
            {
                Check(stored, applied);
                stored = applied.Job;
            }

            read[caller] = stored;
        }

        return stored.State.IsTerminal();
    }

    private static void Check(Job before, Outcome.Applied applied)
    {
        Job after = applied.Job;
        Assert.Equal(before.Version + 1, after.Version);
        Assert.Equal(Enumerable.Range(1, after.Events.Length).Select(i => (long)i), after.Events.Select(e => e.Sequence));
        Assert.All(before.Events.Zip(after.Events), pair => Assert.Same(pair.First, pair.Second));

        bool retried = applied.Events.Any(e => e.Type == EventTypes.JobRetried);
        if (before.State.IsTerminal() && !retried)
        {
            Assert.Equal(before.State, after.State);
            Assert.DoesNotContain(applied.Events, e => e.Type.StartsWith("job.", StringComparison.Ordinal));
        }

        if (!retried)
        {
            Assert.True(after.Progress >= before.Progress, $"progress fell from {before.Progress} to {after.Progress}");
        }

        Assert.Equal(after.State == JobState.Succeeded, after.Progress == 100);
        Assert.Equal(after.State.IsTerminal(), after.CompletedAt is not null);
        if (after.State.IsTerminal())
        {
            Assert.All(after.Stages.SelectMany(stage => stage.Tasks), task => Assert.False(task.IsOpen));
            Assert.All(after.Stages.SelectMany(stage => stage.Tasks), task => Assert.Null(task.Lease));
        }

        Settlement expected = after.State.IsActive() ? Settlement.Open
            : after.State == JobState.Succeeded ? Settlement.Charge : Settlement.Refund;
        Assert.Equal(after.Reservation is null ? null : expected, after.Reservation?.Settlement);
        int reserved = after.Events.Count(e => e.Type == EventTypes.CreditsReserved);
        int settled = after.Events.Count(e => e.Type is EventTypes.CreditsCharged or EventTypes.CreditsRefunded);
        Assert.Equal(after.Reservation is { Settlement: Settlement.Open } ? reserved - 1 : reserved, settled);
        Assert.InRange(after.Events.Count(e => e.Type == EventTypes.CreditsCharged), 0, 1);

        CheckStages(after);
    }

    private static void CheckStages(Job job)
    {
        bool allBeforeCompleted = true;
        foreach (Stage stage in job.Stages)
        {
            if (stage.State is StageState.Pending or StageState.InProgress or StageState.Completed)
            {
                Assert.True(allBeforeCompleted, $"{stage.Id} is {stage.State} before its predecessor is completed");
            }

            allBeforeCompleted &= stage.State == StageState.Completed;
            Assert.All(stage.Tasks, task => Assert.True(task.FailedAttempts <= task.MaxAttempts));
            if (job.State.IsActive())
            {
                Assert.All(stage.Tasks, task => Assert.Equal(task.State == TaskState.InProgress, task.Lease is not null));
            }
        }

        if (job is { Suspended: true } or { State: JobState.Held })
        {
            Assert.NotEqual(JobState.Succeeded, job.State);
        }
    }

    private static JobCommand RandomCommand(Random random, Job job)
    {
        JobTask[] tasks = [.. job.Stages.SelectMany(stage => stage.Tasks)];
        string taskId = tasks.Length == 0 || random.Next(10) == 0 ? "none" : tasks[random.Next(tasks.Length)].Id;
        string held = tasks.FirstOrDefault(task => task.Id == taskId)?.Lease?.Token ?? "stale";
        string token = random.Next(6) == 0 ? "stale" : held;
        string stageId = job.Stages.IsEmpty ? "none" : job.Stages[random.Next(job.Stages.Length)].Id;
        string code = random.Next(2) == 0 ? FailureCodes.ProviderError : FailureCodes.ValidationError;
        return random.Next(26) switch
        {
            0 => new AddStage(Some.Stage($"s{random.Next(6)}", StagePhase.Run, (ExecutorKind)random.Next(3), 1, random.Next(4) == 0)),
            1 => new AddTasks(stageId, [new TaskPlan($"t{random.Next(100)}")]),
            2 => random.Next(2) == 0 ? new Seal() : new WaitForPlan(),
            3 => random.Next(2) == 0 ? new SetPriority(random.Next(100)) : new SetUserMetadata(default, stageId),
            4 when random.Next(4) == 0 => new Hold(stageId, "review"),
            5 => new Approve(random.Next(2) == 0 ? null : stageId),
            6 or 7 or 8 or 9 or 10 => new ClaimTask(taskId, $"w{random.Next(2)}", $"token-{random.Next()}", Some.Lease)
            {
                Start = random.Next(2) == 0,
                TakeOver = random.Next(4) == 0,
                MaxInterruptions = 2,
            },
            11 => new StartTask(taskId, token),
            12 => new Heartbeat(taskId, token, Some.Lease),
            13 or 14 => new ReportProgress(taskId, token, random.Next(-10, 130), "working"),
            15 or 16 or 17 => new CompleteTask(taskId, token),
            18 => new FailAttempt(taskId, token, Failure.Of(code, "It broke.", FailurePhase.Processing)),
            19 => new ExpireLease(taskId),
            20 => new ReleaseTask(taskId, token),
            21 => random.Next(2) == 0 ? new Pause() : new Resume(),
            22 when random.Next(3) == 0 => new RequestCancel(),
            23 when random.Next(6) == 0 => new CancelNow(),
            24 => random.Next(3) == 0 ? new Retry(random.Next(2), "tester") : new RecordSettlement(),
            25 => new TimeOut(),
            _ => new Plan([.. Enumerable.Range(0, random.Next(3)).Select(i =>
                Some.Stage($"s{i}", i == 0 ? StagePhase.Prepare : StagePhase.Run, (ExecutorKind)random.Next(3), random.Next(3)))]),
        };
    }
}
