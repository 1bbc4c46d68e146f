using System.Collections.Immutable;

namespace Kiln.Storage.Jobs.Pages;

/// <summary>How a head says which tasks of a stage stand where.</summary>
/// <param name="Pages">The pages, without a gap from the first task.</param>
/// <param name="Places">For each task that the head itself holds, its place in the stage; it counts over what a page says.</param>
internal sealed record StageLayout(ImmutableArray<PageReference> Pages, ImmutableArray<int> Places);
