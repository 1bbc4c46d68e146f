using Kiln.Functions.Surfaces.Jobnik.Words;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Surfaces.Jobnik.Listing;

/// <summary>Which tasks a list shows; what is null is not asked for.</summary>
/// <param name="StageId">Their stage.</param>
/// <param name="StageType">The type of their stage.</param>
/// <param name="Status">The word of where they stand.</param>
/// <param name="Updated">When they last changed.</param>
internal sealed record TaskFilter(string? StageId, string? StageType, string? Status, TimeRange Updated)
{
    /// <summary>Whether the list may show tasks of a stage, as far as its outline tells.</summary>
    public bool MayShow(StageOutline stage) =>
        (StageId is null || stage.Id == StageId)
        && (StageType is null || stage.Type == StageType)
        && stage.CountOf(Status) > 0
        && Updated.Overlaps(stage.Updated);

    /// <summary>The tasks of a stage that the list shows.</summary>
    public IEnumerable<JobTask> Shown(Stage stage) => (StageId is null || stage.Id == StageId) && (StageType is null || stage.Type == StageType)
        ? stage.Tasks.Where(task => (Status is null || JobnikWords.Of(task.State) == Status) && Updated.Contains(task.UpdatedAt))
        : [];
}
