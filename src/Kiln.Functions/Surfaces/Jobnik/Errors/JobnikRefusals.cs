using Kiln.Functions.Http;

namespace Kiln.Functions.Surfaces.Jobnik.Errors;

/// <summary>The refusals of the surface, with the messages that its clients know.</summary>
internal static class JobnikRefusals
{
    public static ApiException Invalid(IEnumerable<string> faults) =>
        ApiException.BadRequest(JobnikCodes.Validation, string.Join(", ", faults));

    public static ApiException JobNotFound() => NotFound(JobnikCodes.JobNotFound);

    public static ApiException StageNotFound() => NotFound(JobnikCodes.StageNotFound);

    public static ApiException TaskNotFound() => NotFound(JobnikCodes.TaskNotFound);

    public static ApiException JobUnfinished() => ApiException.BadRequest(JobnikCodes.JobUnfinished, JobnikCodes.JobUnfinished);

    public static ApiException JobFinished() =>
        ApiException.BadRequest(JobnikCodes.JobFinished, "JOB_ALREADY_FINISHED_STAGES_ERROR");

    public static ApiException StageFinished() =>
        ApiException.BadRequest(JobnikCodes.StageFinished, "STAGE_ALREADY_FINISHED_TASKS_ERROR");

    public static ApiException StageInProgress() => ApiException.BadRequest(JobnikCodes.StageInProgress, "ADD_TASK_NOT_ALLOWED");

    public static ApiException PreviousStageOpen() =>
        ApiException.BadRequest(JobnikCodes.IllegalStageStatus, "Previous stage is not COMPLETED");

    /// <summary>The refusal of a status that cannot follow the present one.</summary>
    /// <param name="code">The code of the kind of thing.</param>
    /// <param name="from">Its word now.</param>
    /// <param name="to">The word that was asked for, or that it would have become.</param>
    public static ApiException IllegalTransition(string code, string from, string to) =>
        ApiException.BadRequest(code, $"Illegal status transition from {from} to {to}");

    /// <summary>The refusal of a write that came too late: another attempt, or the end of the job, was quicker.</summary>
    public static ApiException TaskUpdateFailed() =>
        new(StatusCodes.Status409Conflict, JobnikCodes.TaskUpdateFailed, JobnikCodes.TaskUpdateFailed);

    private static ApiException NotFound(string code) => new(StatusCodes.Status404NotFound, code, code);
}
