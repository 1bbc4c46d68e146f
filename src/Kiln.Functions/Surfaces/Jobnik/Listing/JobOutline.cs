using System.Collections.Immutable;
using Kiln.Functions.Surfaces.Jobnik.Words;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Surfaces.Jobnik.Listing;

/// <summary>What the lists know of a job without reading it.</summary>
/// <param name="Id">The job.</param>
/// <param name="ETag">The version of its document that this is of, as the listing told it; null where nobody asks.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status">The word of where it stands.</param>
/// <param name="Priority">Its priority, 0–100.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Stages">Its stages in their order.</param>
internal sealed record JobOutline(
    string Id,
    string? ETag,
    string Name,
    string Status,
    int Priority,
    DateTimeOffset UpdatedAt,
    ImmutableArray<StageOutline> Stages)
{
    public static JobOutline Of(Job job, string? etag = null)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new JobOutline(
            job.Id, etag, job.Name, JobnikWords.Of(job), job.Priority, job.UpdatedAt, [.. job.Stages.Select(StageOutline.Of)]);
    }
}
