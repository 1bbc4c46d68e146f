using System.Collections.Immutable;
using Kiln.Lifecycle.Credits;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Lifecycle.Transitions;

/// <summary>The four ways a job ends. Each closes stages, fences tasks, decides the reservation and emits one last event.</summary>
internal static class Ending
{
    public static void Succeed(JobDraft draft)
    {
        draft.Job = draft.Job with { Progress = 100 };
        Close(draft, JobState.Succeeded, Settlement.Charge, null);
        draft.Emit(EventTypes.JobSucceeded);
    }

    public static void Fail(JobDraft draft, Failure failure)
    {
        CloseStages(draft, current: StageState.Failed, later: null);
        bool exhausted = (failure.Retryable || failure.Code == FailureCodes.DispatchExhausted) && !draft.Job.EndIsFinal;
        draft.Job = draft.Job with { DeadLettered = exhausted };
        Close(draft, JobState.Failed, Settlement.Refund, failure);
        draft.Emit(EventTypes.JobFailed, new { code = failure.Code, message = failure.Message, dead_lettered = exhausted });
    }

    public static void TimeOut(JobDraft draft)
    {
        FailurePhase phase = draft.Job.State == JobState.Preparing ? FailurePhase.Preparing : FailurePhase.Processing;
        string message = $"The job did not end within {draft.Job.Timeout?.TotalSeconds:0.###} seconds.";
        CloseStages(draft, current: StageState.Failed, later: StageState.Aborted);
        Close(draft, JobState.TimedOut, Settlement.Refund, Failure.Of(FailureCodes.Timeout, message, phase));
        draft.Emit(EventTypes.JobTimedOut, new { code = FailureCodes.Timeout, message });
    }

    public static void Cancel(JobDraft draft)
    {
        CloseStages(draft, current: StageState.Aborted, later: StageState.Aborted);
        Close(draft, JobState.Cancelled, Settlement.Refund, null);
        draft.Emit(EventTypes.JobCancelled);
    }

    private static void Close(JobDraft draft, JobState state, Settlement settlement, Failure? failure)
    {
        foreach (Stage stage in draft.Job.Stages)
        {
            ImmutableArray<JobTask> tasks = [.. stage.Tasks.Select(task =>
                task.IsOpen ? task with { Fenced = true, Lease = null, UpdatedAt = draft.Now } : task)];
            draft.Set(draft.Job.Stages[stage.Order - 1] with { Tasks = tasks });
        }

        draft.Job = draft.Job with
        {
            CompletedAt = draft.Now,
            Failure = failure,
            Suspended = false,
            SuspendedAt = null,
            HoldReason = null,
            WaitsForPlanSince = null,
            Step = null,
            Deadline = null,
            TimeLeft = null,
        };
        draft.MoveTo(state);
        Settle(draft, settlement);
    }

    private static void Settle(JobDraft draft, Settlement settlement)
    {
        if (draft.Job.Reservation is not { Settlement: Settlement.Open } reservation)
        {
            return;
        }

        draft.Job = draft.Job with { Reservation = reservation with { Settlement = settlement, DecidedAt = draft.Now } };
        string type = settlement == Settlement.Charge ? EventTypes.CreditsCharged : EventTypes.CreditsRefunded;
        draft.Emit(type, new { amount = reservation.Amount, reservation = reservation.Number });
    }

    private static void CloseStages(JobDraft draft, StageState current, StageState? later)
    {
        StageState? next = current;
        foreach (Stage stage in draft.Job.Stages)
        {
            if (next is { } state && stage.State.IsOpen())
            {
                draft.Set(stage with { State = state });
                string type = state == StageState.Failed ? EventTypes.StageFailed : EventTypes.StageAborted;
                draft.Emit(type, new { stage_id = stage.Id, stage = stage.Type });
            }

            // The stage that the end fell into gets the first word, whether it was open or had just failed by itself.
            if (stage.State != StageState.Completed)
            {
                next = later;
            }
        }
    }
}
