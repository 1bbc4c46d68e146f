using Kiln.Functions.Surfaces.Jobnik.Words;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Surfaces.Jobnik.Listing;

/// <summary>What the lists know of a stage without reading its job.</summary>
/// <param name="Id">The stage.</param>
/// <param name="Type">Its type.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Counts">Its tasks, counted.</param>
/// <param name="Created">When its tasks were made: the first and the last.</param>
/// <param name="Updated">When its tasks last changed: the one that did so first and the one that did so last.</param>
internal sealed record StageOutline(
    string Id, string Type, StageState State, TaskCounts Counts, TimeSpread Created, TimeSpread Updated)
{
    public static StageOutline Of(Stage stage) => new(
        stage.Id,
        stage.Type,
        stage.State,
        stage.Counts,
        TimeSpread.Of(stage.Tasks, task => task.CreatedAt),
        TimeSpread.Of(stage.Tasks, task => task.UpdatedAt));

    /// <summary>How many of its tasks have a word; all of them for null.</summary>
    public int CountOf(string? status) => status switch
    {
        null => Counts.Total,
        JobnikWords.Pending => Counts.Pending,
        JobnikWords.InProgress => Counts.InProgress,
        JobnikWords.Retried => Counts.Retried,
        JobnikWords.Completed => Counts.Completed,
        JobnikWords.Failed => Counts.Failed,
        _ => 0,
    };
}
