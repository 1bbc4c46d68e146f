using Kiln.Functions.Surfaces.Jobnik.Words;

namespace Kiln.Functions.Surfaces.Jobnik.Listing;

/// <summary>Which stages a list shows; what is null is not asked for.</summary>
/// <param name="JobId">Their job.</param>
/// <param name="Type">Their type.</param>
/// <param name="Status">The word of where they stand.</param>
internal sealed record StageFilter(string? JobId, string? Type, string? Status)
{
    /// <summary>The stages of a job that the list shows.</summary>
    public IEnumerable<StageOutline> Shown(JobOutline job) => JobId is null || job.Id == JobId
        ? job.Stages.Where(stage => (Type is null || stage.Type == Type) && (Status is null || JobnikWords.Of(stage.State) == Status))
        : [];
}
