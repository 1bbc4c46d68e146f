namespace Kiln.Functions.Batches;

/// <summary>What was heard of the jobs of one batch.</summary>
/// <param name="OrganisationId">The owner.</param>
/// <param name="BatchId">The batch.</param>
/// <param name="News">What happened to its jobs.</param>
/// <param name="EndedAgainAt">When the last of its retried jobs ended, if that was heard.</param>
public readonly record struct BatchChange(string OrganisationId, string BatchId, BatchNews News, DateTimeOffset? EndedAgainAt = null)
{
    /// <summary>This and what was heard later, as one.</summary>
    public BatchChange With(BatchChange later) =>
        later with { News = News | later.News, EndedAgainAt = later.EndedAgainAt ?? EndedAgainAt };
}
