using Kiln.Functions.Surfaces.Jobnik.Words;

namespace Kiln.Functions.Surfaces.Jobnik.Listing;

/// <summary>Which jobs a list shows; what is null is not asked for.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Priority">The word of their priority.</param>
/// <param name="Updated">When they last changed.</param>
internal sealed record JobFilter(string? Name, string? Priority, TimeRange Updated)
{
    /// <summary>Whether the list shows a job.</summary>
    public bool Shows(JobOutline job) =>
        (Name is null || job.Name == Name)
        && (Priority is null || job.Priority == PriorityWords.ValueOf(Priority))
        && Updated.Contains(job.UpdatedAt);
}
