using System.Collections.Frozen;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Credits;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Lifecycle.Transitions;

/// <summary>
/// The state machine of every job, as pure functions. Whoever stores jobs reads one, applies a command, and writes the result under
/// the version it read; the race of two commands has one winner.
/// </summary>
public static class JobLifecycle
{
    private static readonly FrozenDictionary<Type, CommandRule> Rules = new Dictionary<Type, CommandRule>
    {
        [typeof(Plan)] = Row<Plan>("plan", JobStates.IsActive, StageTransitions.Plan),
        [typeof(AddStage)] = Row<AddStage>("add a stage to", JobStates.IsActive, StageTransitions.AddStage),
        [typeof(AddTasks)] = Row<AddTasks>("add tasks to", JobStates.IsActive, StageTransitions.AddTasks),
        [typeof(Seal)] = Row<Seal>("seal", Always, StageTransitions.Seal),
        [typeof(SetPriority)] = Row<SetPriority>("change the priority of", Always, StageTransitions.SetPriority),
        [typeof(SetUserMetadata)] = Row<SetUserMetadata>("note something on", Always, NoteTransitions.SetUserMetadata),
        [typeof(WaitForPlan)] = Row<WaitForPlan>("hold back", JobStates.IsActive, ControlTransitions.WaitForPlan),
        [typeof(Hold)] = Row<Hold>("hold", JobStates.IsActive, StageTransitions.Hold),
        [typeof(Approve)] = Row<Approve>("approve", JobStates.IsActive, StageTransitions.Approve),
        [typeof(ClaimTask)] = Row<ClaimTask>("claim a task of", JobStates.IsActive, AttemptTransitions.Claim),
        [typeof(StartTask)] = Row<StartTask>("start a task of", JobStates.IsActive, AttemptTransitions.Start),
        [typeof(Heartbeat)] = Row<Heartbeat>("renew a lease of", JobStates.IsActive, AttemptTransitions.Heartbeat),
        [typeof(ReportProgress)] = Row<ReportProgress>("report progress of", JobStates.IsActive, AttemptTransitions.Report),
        [typeof(CompleteTask)] = Row<CompleteTask>("complete a task of", Always, WhileActive<CompleteTask>(AttemptTransitions.Complete)),
        [typeof(FailAttempt)] = Row<FailAttempt>("fail a task of", Always, WhileActive<FailAttempt>(AttemptTransitions.Fail)),
        [typeof(ExpireLease)] = Row<ExpireLease>("expire a lease of", JobStates.IsActive, AttemptTransitions.ExpireLease),
        [typeof(ReleaseTask)] = Row<ReleaseTask>("release a task of", Always, WhileActive<ReleaseTask>(AttemptTransitions.Release)),
        [typeof(Pause)] = Row<Pause>("pause", JobStates.IsActive, ControlTransitions.Pause),
        [typeof(Resume)] = Row<Resume>("resume", JobStates.IsActive, ControlTransitions.Resume),
        [typeof(RequestCancel)] = Row<RequestCancel>("cancel", JobStates.IsActive, ControlTransitions.RequestCancel),
        [typeof(CancelNow)] = Row<CancelNow>("cancel", JobStates.IsActive, ControlTransitions.CancelNow),
        [typeof(TimeOut)] = Row<TimeOut>("time out", JobStates.IsActive, ControlTransitions.TimeOut),
        [typeof(Fail)] = Row<Fail>("fail", JobStates.IsActive, ControlTransitions.Fail),
        [typeof(Retry)] = Row<Retry>("retry", state => state is JobState.Failed or JobState.TimedOut, ControlTransitions.Retry),
        [typeof(RecordSettlement)] = Row<RecordSettlement>("settle", JobStates.IsTerminal, ControlTransitions.RecordSettlement),
    }.ToFrozenDictionary();

    /// <summary>The command types that the table knows.</summary>
    public static IReadOnlyList<Type> CommandTypes => Rules.Keys;

    /// <summary>Makes a job of a submission: Accepted, with its credits reserved in the record. A plan comes next.</summary>
    public static Job Submit(Submission submission, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(submission);
        Job job = new()
        {
            Id = submission.Id,
            OrganisationId = submission.OrganisationId,
            Surface = submission.Surface,
            Type = submission.Type,
            Name = submission.Name,
            Priority = submission.Priority,
            Timeout = submission.Timeout,
            DeadlineStart = submission.DeadlineStart,
            Deadline = submission.DeadlineStart == DeadlineStart.Accepted ? now + submission.Timeout : null,
            Sealed = submission.Sealed,
            Parameters = submission.Parameters,
            Input = submission.Input,
            Labels = submission.Labels,
            BatchId = submission.BatchId,
            SourceJobId = submission.SourceJobId,
            CallbackUrl = submission.CallbackUrl,
            TraceParent = submission.TraceParent,
            TraceState = submission.TraceState,
            UserMetadata = submission.UserMetadata,
            EndIsFinal = submission.EndIsFinal,
            Reservation = submission.Price > 0 ? new Reservation(1, submission.Price) : null,
            CreatedAt = submission.CreatedAt ?? now,
            UpdatedAt = now,
            StateSince = now,
        };
        JobDraft draft = new(job, now);
        draft.Emit(EventTypes.JobCreated, new { type = job.Type, surface = job.Surface, name = job.Name });
        if (submission.Price > 0)
        {
            draft.Emit(EventTypes.CreditsReserved, new { amount = submission.Price, reservation = 1 });
        }

        return draft.Finish().Job;
    }

    /// <summary>
    /// Applies one command. The same job, command and time give the same outcome; neither a refusal nor a repeat changes the job.
    /// </summary>
    /// <exception cref="ArgumentException">The command is of a type that the table does not know.</exception>
    public static Outcome Apply(Job job, JobCommand command, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(command);
        if (!Rules.TryGetValue(command.GetType(), out CommandRule? rule))
        {
            throw new ArgumentException($"There is no rule for the command {command.GetType().Name}.", nameof(command));
        }

        if (!rule.AcceptedIn(job.State))
        {
            RefusalCode code = job.State.IsTerminal() ? RefusalCode.JobFinished : RefusalCode.Conflict;
            return new Outcome.Refused(job, new Refusal(code, $"Cannot {rule.Verb} a job that is {job.State}.", job.State));
        }

        JobDraft draft = new(job, now);
        if (rule.Apply(draft, command) is { } refusal)
        {
            return new Outcome.Refused(job, refusal);
        }

        RollUp.Apply(draft);
        return draft.Finish();
    }

    private static bool Always(JobState state) => true;

    private static CommandRule Row<T>(string verb, Func<JobState, bool> acceptedIn, Func<JobDraft, T, Refusal?> apply)
        where T : JobCommand => new(verb, acceptedIn, (draft, command) => apply(draft, (T)command));

    private static CommandRule Row<T>(string verb, Func<JobState, bool> acceptedIn, Func<JobDraft, Refusal?> apply)
        where T : JobCommand => new(verb, acceptedIn, (draft, _) => apply(draft));

    /// <summary>A terminal job takes such a report only as the repeat of the one that it took before it ended.</summary>
    private static Func<JobDraft, T, Refusal?> WhileActive<T>(Func<JobDraft, T, Refusal?> apply)
        where T : JobCommand => (draft, command) =>
        {
            bool ended = draft.Job.State.IsTerminal();
            Refusal? refusal = apply(draft, command);
            return refusal is not null && ended
                ? draft.Refuse(RefusalCode.JobFinished, $"The job is {draft.Job.State}; what the attempt reports is not taken.")
                : refusal;
        };
}
