using System.Collections.Immutable;
using Kiln.Storage;

namespace Kiln.Functions.Surfaces.Jobnik.Listing;

/// <summary>The outlines of an organisation's newest jobs: of all of them, or of those that were made since some time.</summary>
/// <param name="Outlines">The outlines by the keys of their jobs, the newest first.</param>
/// <param name="Begin">Jobs made before this time are not in it; null when all are.</param>
internal sealed record OutlineWindow(ImmutableSortedDictionary<string, JobOutline> Outlines, DateTimeOffset? Begin)
{
    /// <summary>One over no jobs.</summary>
    public static OutlineWindow Empty { get; } =
        new(ImmutableSortedDictionary.Create<string, JobOutline>(StringComparer.Ordinal), null);

    /// <summary>Jobs and stages in it.</summary>
    public long Weight => Outlines.Values.Sum(WeightOf);

    /// <summary>What an outline weighs: one for its job and one for each stage.</summary>
    public static long WeightOf(JobOutline outline) => 1 + outline.Stages.Length;

    /// <summary>The window after some of its jobs changed; null for one that is gone.</summary>
    public OutlineWindow With(IEnumerable<(string Id, JobOutline? Outline)> changed)
    {
        ImmutableSortedDictionary<string, JobOutline>.Builder outlines = Outlines.ToBuilder();
        foreach ((string id, JobOutline? outline) in changed.Where(change => Covers(change.Id)))
        {
            if (outline is null)
            {
                outlines.Remove(TimeOrderedKey.Of(id));
            }
            else
            {
                outlines[TimeOrderedKey.Of(id)] = outline;
            }
        }

        return this with { Outlines = outlines.ToImmutable() };
    }

    /// <summary>The window without its oldest jobs, so that it weighs no more than <paramref name="most"/>.</summary>
    public OutlineWindow Within(long most)
    {
        long weight = 0;
        foreach ((_, JobOutline outline) in Outlines)
        {
            weight += WeightOf(outline);
            if (weight > most)
            {
                // Where it begins is a time, so those of the same millisecond go too.
                OutlineWindow rest = this with { Begin = TimeOrderedKey.TimeOf(outline.Id).AddMilliseconds(1) };
                return rest with { Outlines = Outlines.RemoveRange(Outlines.Where(kept => !rest.Covers(kept.Value.Id)).Select(kept => kept.Key)) };
            }
        }

        return this;
    }

    /// <summary>Whether a job, if there is one of this identifier, is in it.</summary>
    public bool Covers(string jobId) => !(TimeOrderedKey.TimeOf(jobId) < Begin);
}
