using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Credits;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Tests.Orchestration;

/// <summary>The two orchestrators on the real engine with a clock of the test's, over one job document in memory.</summary>
public sealed class JobOrchestratorTests
{
    [Fact]
    public async Task It_runs_the_stages_in_order_and_settles_once()
    {
        await using OrchestratedJob world = await OrchestratedJob.StartAsync(["a", "b", "c"], (_, _) => Task.FromResult(AttemptEnd.Completed));
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
        await using OrchestratedJob world = await OrchestratedJob.StartAsync(["a+b", "c"], async (_, cancellationToken) =>
        {
            if (Interlocked.Increment(ref begun) == 2)
            {
                both.SetResult();
            }

            await both.Task.WaitAsync(cancellationToken);
            return AttemptEnd.Completed;
        });
        await world.FinishAsync();

        Assert.Equal(JobState.Succeeded, world.Job.State);
        Assert.Equal(["a", "b"], world.Attempts.Take(2).Order());
        Assert.Equal("c", world.Attempts.Last());
    }

    [Fact]
    public async Task A_job_without_a_price_has_nothing_to_settle()
    {
        await using OrchestratedJob world = await OrchestratedJob.StartAsync(["a"], (_, _) => Task.FromResult(AttemptEnd.Completed), price: 0);
        await world.FinishAsync();

        Assert.Equal((JobState.Succeeded, 0), (world.Job.State, world.Settlements));
    }

    [Fact]
    public async Task A_failed_attempt_is_tried_again_after_its_back_off()
    {
        int tries = 0;
        await using OrchestratedJob world = await OrchestratedJob.StartAsync(
            ["a"], (_, _) => Task.FromResult(++tries < 3 ? AttemptEnd.Failed : AttemptEnd.Completed));
        await world.FinishAsync();

        Assert.Equal(JobState.Succeeded, world.Job.State);
        Assert.Equal(3, tries);
        Assert.InRange((world.Job.CompletedAt - world.Job.CreatedAt)!.Value.TotalSeconds, 12, 18);
    }

    [Fact]
    public async Task Out_of_attempts_the_job_fails_and_is_settled()
    {
        await using OrchestratedJob world = await OrchestratedJob.StartAsync(["a", "b"], (_, _) => Task.FromResult(AttemptEnd.Failed));
        await world.FinishAsync();

        Assert.Equal((JobState.Failed, 3), (world.Job.State, world.Attempts.Count));
        Assert.Equal(1, world.Settlements);
    }

    [Fact]
    public async Task The_deadline_fences_a_hanging_attempt()
    {
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using OrchestratedJob world = await OrchestratedJob.StartAsync(
            ["a"],
            async (current, cancellationToken) =>
            {
                began.SetResult();
                await current.UntilFencedAsync(cancellationToken);
                return AttemptEnd.Completed;
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
        await using OrchestratedJob world = await OrchestratedJob.StartAsync(
            ["a"],
            async (current, cancellationToken) =>
            {
                if (stop)
                {
                    began.SetResult();
                    await current.UntilAsync(job => job.Suspended, cancellationToken);
                    return AttemptEnd.GivenBack;
                }

                return AttemptEnd.Completed;
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
        await using OrchestratedJob world = await OrchestratedJob.StartAsync(
            ["a"],
            async (current, cancellationToken) =>
            {
                began.SetResult();
                await current.UntilAsync(job => job.CancelRequested, cancellationToken);
                return AttemptEnd.GivenBack;
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
        await using OrchestratedJob world = await OrchestratedJob.StartAsync(
            ["a"], (_, _) => Task.FromResult(AttemptEnd.Completed), ExecutorKind.Worker, skipTime: false);
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
        await using OrchestratedJob world = await OrchestratedJob.StartAsync(
            ["a", "b"],
            async (_, cancellationToken) =>
            {
                if (began.TrySetResult())
                {
                    await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
                }

                return AttemptEnd.Completed;
            },
            skipTime: false);
        await began.Task;
        await world.Host.RestartAsync();
        await world.FinishAsync();

        Assert.Equal(JobState.Succeeded, world.Job.State);
        Assert.Equal(1, world.Job.Stages[0].Tasks[0].Interruptions);
    }
}
