namespace Kiln.Storage.Credits;

/// <summary>What became of a submission.</summary>
public enum SubmissionOutcome
{
    /// <summary>The job is stored and its credits are held.</summary>
    Created,

    /// <summary>It was stored before, by an earlier try of the same submission.</summary>
    Exists,

    /// <summary>The account has too few credits; nothing was stored.</summary>
    InsufficientCredits,

    /// <summary>An earlier try died and its identifier was given up; submit again under a new one.</summary>
    Abandoned,
}
