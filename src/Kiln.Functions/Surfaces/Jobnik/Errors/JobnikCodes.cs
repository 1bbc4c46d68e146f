namespace Kiln.Functions.Surfaces.Jobnik.Errors;

/// <summary>The codes of replies, as the clients of the surface know them.</summary>
internal static class JobnikCodes
{
    public const string Validation = "VALIDATION_ERROR";
    public const string IllegalJobStatus = "ILLEGAL_JOB_STATUS_TRANSITION";
    public const string IllegalStageStatus = "ILLEGAL_STAGE_STATUS_TRANSITION";
    public const string IllegalTaskStatus = "ILLEGAL_TASK_STATUS_TRANSITION";
    public const string JobUnfinished = "JOB_NOT_IN_FINITE_STATE";
    public const string JobFinished = "JOB_IN_FINITE_STATE";
    public const string StageFinished = "STAGE_IN_FINITE_STATE";
    public const string StageInProgress = "NOT_ALLOWED_TO_ADD_TASKS_TO_IN_PROGRESS_STAGE";
    public const string JobNotFound = "JOB_NOT_FOUND";
    public const string StageNotFound = "STAGE_NOT_FOUND";
    public const string TaskNotFound = "TASK_NOT_FOUND";
    public const string TaskUpdateFailed = "TASK_STATUS_UPDATE_FAILED";
    public const string Unauthorized = "UNAUTHORIZED";
    public const string Database = "DATABASE_RELATED_ERROR";
    public const string Unknown = "UNKNOWN_ERROR";

    public const string JobDeleted = "JOB_DELETED_SUCCESSFULLY";
    public const string JobModified = "JOB_MODIFIED_SUCCESSFULLY";
    public const string StageModified = "STAGE_MODIFIED_SUCCESSFULLY";
    public const string TaskModified = "TASK_MODIFIED_SUCCESSFULLY";
    public const string SamePriority = "PRIORITY_CANNOT_BE_UPDATED_TO_SAME_VALUE";
}
