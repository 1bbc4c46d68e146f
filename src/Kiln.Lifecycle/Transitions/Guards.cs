using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Lifecycle.Transitions;

/// <summary>Refusals that several commands share.</summary>
internal static class Guards
{
    public static Refusal Refuse(this JobDraft draft, RefusalCode code, string message) => new(code, message, draft.Job.State);

    public static Refusal NoSuchTask(this JobDraft draft, string taskId) =>
        draft.Refuse(RefusalCode.NotFound, $"The job has no task '{taskId}'.");

    public static Refusal NoSuchStage(this JobDraft draft, string? stageId) =>
        draft.Refuse(RefusalCode.NotFound, $"The job has no stage '{stageId}'.");

    /// <summary>Finds a task whose present lease has the token; every write for an attempt passes here.</summary>
    public static Refusal? Leased(this JobDraft draft, string taskId, string token, out Stage stage, out JobTask task)
    {
        if (draft.Job.FindTask(taskId) is not var (foundStage, foundTask))
        {
            stage = null!;
            task = null!;
            return draft.NoSuchTask(taskId);
        }

        stage = foundStage;
        task = foundTask;
        return task.Lease?.Token == token
            ? null
            : draft.Refuse(RefusalCode.LeaseLost, "The attempt was superseded or ended; what it reports is not taken.");
    }

    public static FailurePhase Phase(this JobDraft draft) => draft.Job.State switch
    {
        JobState.Accepted or JobState.Preparing => FailurePhase.Preparing,
        JobState.Running => FailurePhase.Processing,
        _ => FailurePhase.Dispatching,
    };
}
