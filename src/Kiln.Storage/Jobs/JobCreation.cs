namespace Kiln.Storage.Jobs;

/// <summary>What became of an attempt to create a job.</summary>
public enum JobCreation
{
    /// <summary>The job is stored.</summary>
    Created,

    /// <summary>A job of this identifier was stored before: an earlier try of the same submission got this far.</summary>
    Exists,

    /// <summary>The identifier was given up, and its credits back, because the job did not come in time. Begin anew with another one.</summary>
    Abandoned,
}
