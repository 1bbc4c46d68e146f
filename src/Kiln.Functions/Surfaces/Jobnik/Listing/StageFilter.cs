using Kiln.Functions.Surfaces.Jobnik.Words;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Surfaces.Jobnik.Listing;

/// <summary>Which stages a list shows; what is null is not asked for.</summary>
/// <param name="JobId">Their job.</param>
/// <param name="Type">Their type.</param>
/// <param name="Status">The word of where they stand.</param>
internal sealed record StageFilter(string? JobId, string? Type, string? Status)
{
    /// <summary>Whether only jobs that have not ended can have such stages, which saves reading the others.</summary>
    public bool OfActiveJobsOnly => Status is JobnikWords.Pending or JobnikWords.InProgress;

    /// <summary>The stages of a job that the list shows.</summary>
    public IEnumerable<Stage> Shown(Job job) => JobId is null || job.Id == JobId
        ? job.Stages.Where(stage => (Type is null || stage.Type == Type) && (Status is null || JobnikWords.Of(stage.State) == Status))
        : [];
}
