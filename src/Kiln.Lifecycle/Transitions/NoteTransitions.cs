using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Stages;

namespace Kiln.Lifecycle.Transitions;

/// <summary>What clients note on a job and its parts. It means nothing to the lifecycle and causes no event.</summary>
internal static class NoteTransitions
{
    public static Refusal? SetUserMetadata(JobDraft draft, SetUserMetadata command)
    {
        if (command.TaskId is { } taskId)
        {
            return SetOfTask(draft, taskId, command);
        }

        if (command.StageId is not { } stageId)
        {
            draft.Job = draft.Job with { UserMetadata = command.UserMetadata };
            return null;
        }

        if (draft.Job.Stages.FirstOrDefault(candidate => candidate.Id == stageId) is not { } stage)
        {
            return draft.NoSuchStage(stageId);
        }

        draft.Set(stage with { UserMetadata = command.UserMetadata });
        return null;
    }

    private static Refusal? SetOfTask(JobDraft draft, string taskId, SetUserMetadata command)
    {
        if (draft.Job.FindTask(taskId) is not var (stage, task))
        {
            return draft.NoSuchTask(taskId);
        }

        Lease? lease = task.Lease is { Duration: { } duration } held ? held with { ExpiresAt = draft.Now + duration } : task.Lease;
        draft.Set(stage, task with { UserMetadata = command.UserMetadata, Lease = lease });
        return null;
    }
}
