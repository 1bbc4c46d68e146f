using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;

namespace Kiln.Lifecycle.Tests.Transitions;

/// <summary>
/// Workers, some of them zombies, race over compare-and-swap for the tasks of worker stages, while users pause, hold, add, seal and
/// cancel. Whatever happens: no task is done twice, what is offered can be taken, and a job that is let go on reaches its end.
/// </summary>
public sealed class WorkerFleetInvariantTests
{
    private const int Workers = 5;

    [Fact]
    public void Random_interleavings_do_each_task_once_and_strand_no_job()
    {
        Dictionary<JobState, int> ends = [];
        for (int seed = 0; seed < 1000; seed++)
        {
            try
            {
                JobState end = new Fleet(new Random(seed)).Run();
                ends[end] = ends.GetValueOrDefault(end) + 1;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }

        Assert.True(ends[JobState.Succeeded] > 250, $"{string.Join(", ", ends)}");
        Assert.True(ends[JobState.Failed] > 25, $"{string.Join(", ", ends)}");
        Assert.True(ends[JobState.Cancelled] > 25, $"{string.Join(", ", ends)}");
    }

    private sealed class Fleet(Random random)
    {
        private readonly Job[] _read = new Job[Workers];
        private readonly List<(string Task, string Token)> _held = [];
        private DateTimeOffset _now = Some.Now;
        private Job _stored = null!;
        private int _names;

        public JobState Run()
        {
            Submission submission = Some.Submission(price: 0) with { Timeout = null, Sealed = random.Next(4) > 0 };
            StagePlan[] stages = [.. Enumerable.Range(0, random.Next(1, 4)).Select(number => Stage($"s{number}"))];
            _stored = JobLifecycle.Submit(submission, _now).Do(new Plan([.. stages]));
            Array.Fill(_read, _stored);
            for (int step = 0; step < 60 && _stored.State.IsActive(); step++)
            {
                _now += TimeSpan.FromSeconds(random.Next(15));
                int caller = random.Next(Workers);
                if (random.Next(3) > 0)
                {
                    _read[caller] = _stored;
                }

                Try(caller, RandomCommand(_read[caller]));
            }

            Drain();
            return _stored.State;
        }

        /// <summary>A write that lost its race is not made; its caller reads again.</summary>
        private void Try(int caller, JobCommand? command)
        {
            if (command is not null
                && JobLifecycle.Apply(_read[caller], command, _now) is Outcome.Applied applied && _read[caller].Version == _stored.Version)
            {
                Check(_stored, applied);
                _stored = applied.Job;
            }

            _read[caller] = _stored;
        }

        private JobCommand? RandomCommand(Job job)
        {
            (string task, string token) = _held.Count == 0 ? ("none", "none") : _held[random.Next(_held.Count)];
            string stage = job.Stages.IsEmpty ? "none" : job.Stages[random.Next(job.Stages.Length)].Id;
            string code = random.Next(4) > 0 ? FailureCodes.ProviderError : FailureCodes.ValidationError;
            return random.Next(30) switch
            {
                < 9 => Claim(job),
                < 14 => new CompleteTask(task, token),
                14 => new StartTask(task, token),
                15 => new Heartbeat(task, token, Some.Lease),
                16 => new ReportProgress(task, token, random.Next(101)),
                17 => new FailAttempt(task, token, Failure.Of(code, "It broke.", FailurePhase.Processing)),
                18 => new ReleaseTask(task, token),
                19 or 20 => new ExpireLease(task),
                21 => new Pause(),
                22 or 23 => new Resume(),
                24 => random.Next(3) == 0 ? new Hold(stage, "review") : new Approve(stage),
                25 => new AddTasks(stage, [new TaskPlan($"t{_names++}"), new TaskPlan($"t{_names++}", MaxAttempts: 1)]),
                26 when random.Next(2) == 0 => new AddStage(Stage($"added-{_names++}")),
                27 when random.Next(2) == 0 => new Seal(),
                28 => new SetPriority(random.Next(101)),
                29 when random.Next(4) == 0 => random.Next(2) == 0 ? new RequestCancel(TimeSpan.FromMinutes(1)) : new CancelNow(),
                _ => null,
            };
        }

        private ClaimTask? Claim(Job job)
        {
            ReadyWork? work = ReadyWork.Of(job);
            JobTask? next = work is null ? null : ReadyWork.Next(job, work.Stage.Type, _now);
            Assert.Equal(work?.Since <= _now, next is not null);
            if (next is null)
            {
                return null;
            }

            string token = $"token-{_names++}";
            _held.Add((next.Id, token));
            return new ClaimTask(next.Id, "worker", token, Some.Lease) { Start = random.Next(2) == 0, StartWithin = TimeSpan.FromSeconds(20) };
        }

        /// <summary>Everything that people must do for the job is done; then workers alone bring it to its end.</summary>
        private void Drain()
        {
            for (int step = 0; step < 400 && _stored.State.IsActive(); step++)
            {
                _now += TimeSpan.FromMinutes(2);
                Try(0, new Resume());
                Try(0, new Seal());
                Try(0, new Approve());
                if (_stored.CurrentStage is { Tasks.IsEmpty: true, State: StageState.Pending } empty)
                {
                    Try(0, new AddTasks(empty.Id, [new TaskPlan($"t{_names++}")]));
                }

                foreach (JobTask held in _stored.Stages.SelectMany(stage => stage.Tasks).Where(task => task.Lease is not null))
                {
                    Try(0, new ExpireLease(held.Id));
                }

                _now += TimeSpan.FromMinutes(2);
                if (_stored.State.IsActive() && Claim(_stored) is { } claim)
                {
                    Try(0, claim);
                    Try(0, new CompleteTask(claim.TaskId, claim.Token));
                }
            }

            Assert.True(_stored.State.IsTerminal(), $"The job is stranded: {_stored.State}, {_stored.CurrentStage}");
        }

        private static void Check(Job before, Outcome.Applied applied)
        {
            Job after = applied.Job;
            Dictionary<string, JobTask> old = before.Stages.SelectMany(stage => stage.Tasks).ToDictionary(task => task.Id);
            foreach (Stage stage in after.Stages)
            {
                Assert.Equal(TaskCounts.Of(stage.Tasks), stage.Counts);
                Assert.Equal(Enumerable.Range(0, stage.Tasks.Length), stage.Tasks.Select(task => stage.IndexOf(task.Id)));
                Assert.True(stage.State != StageState.Completed || stage.AllTasksCompleted);
                foreach (JobTask task in stage.Tasks.Where(task => old.ContainsKey(task.Id)))
                {
                    CheckTask(old[task.Id], task);
                }
            }

            Assert.Equal(
                after.Events.Count(e => e.Type == EventTypes.TaskCompleted),
                after.Stages.Sum(stage => stage.Counts.Completed));
            if (after.State.IsTerminal())
            {
                Assert.Null(ReadyWork.Of(after));
                Assert.All(after.Stages, stage => Assert.Equal(0, stage.Counts.Leased));
            }
        }

        private static void CheckTask(JobTask before, JobTask after)
        {
            if (before.State is TaskState.Completed or TaskState.Failed)
            {
                Assert.Equal(before.State, after.State);
                Assert.Equal(before.LastToken, after.LastToken);
            }

            // Only the holder's own report completes a task.
            if (after.State == TaskState.Completed && before.State != TaskState.Completed)
            {
                Assert.Equal(before.Lease?.Token, after.LastToken);
            }

            Assert.InRange(after.FailedAttempts, before.FailedAttempts, after.MaxAttempts);
        }

        private StagePlan Stage(string name) => new()
        {
            Id = name,
            Type = $"type-{random.Next(2)}",
            Executor = ExecutorKind.Worker,
            Retry = Some.ThreeTries,
            StartsWaiting = random.Next(5) == 0,
            AttemptTimeout = random.Next(3) == 0 ? TimeSpan.FromSeconds(40) : null,
            Tasks = [.. Enumerable.Range(0, random.Next(5)).Select(i => new TaskPlan($"{name}-{i}", random.Next(3) == 0 ? 1 : null))],
        };
    }
}
