using System.Collections.Immutable;

namespace Kiln.Storage.Jobs.Pages;

/// <summary>Which parts of a job stand in pages; all that is not said here stands in its head.</summary>
/// <param name="EventPages">The older events, without a gap from the first.</param>
/// <param name="TaskPages">For each stage the pages of its tasks, without a gap from the first task; stages beyond have none.</param>
internal sealed record JobLayout(ImmutableArray<PageReference> EventPages, ImmutableArray<ImmutableArray<TaskPage>> TaskPages)
{
    /// <summary>Of a job that stands in one document.</summary>
    public static JobLayout Whole { get; } = new([], []);

    /// <summary>Whether the job stands in one document.</summary>
    public bool IsWhole => EventPages.IsEmpty && TaskPages.All(pages => pages.IsEmpty);

    /// <summary>The pages of a stage's tasks.</summary>
    public ImmutableArray<TaskPage> PagesOf(int stage) => stage < TaskPages.Length ? TaskPages[stage] : [];
}
