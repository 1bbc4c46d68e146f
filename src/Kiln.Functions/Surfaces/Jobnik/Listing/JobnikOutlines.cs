using System.Collections.Concurrent;
using System.Collections.Immutable;
using Kiln.Storage;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Surfaces.Jobnik.Listing;

/// <summary>
/// The outlines of all jobs of the surface in an organisation, so that a list over all of them counts exactly and reads only what it
/// shows. They are made when the first list asks, and kept: a few hundred bytes a job.
/// </summary>
/// <remarks>
/// In the only process on its storage, what changed since is read again, mostly from memory. Where others write too, each list asks the
/// index for the versions of all jobs, and reads those whose version is new.
/// </remarks>
public sealed class JobnikOutlines(JobStore jobs, JobnikChanges changes, StorageTopology topology)
{
    private const int ReadAtOnce = 8;

    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);

    /// <summary>The outlines as of now, the newest job first.</summary>
    internal async Task<IEnumerable<JobOutline>> ReadAsync(string organisation, CancellationToken cancellationToken)
    {
        Kept kept = _kept.GetOrAdd(organisation, _ => new Kept());

        // Who comes while another one reads must see what was changed meanwhile: each looks for itself, one after the other.
        await kept.Turn.WaitAsync(cancellationToken);
        try
        {
            ImmutableSortedDictionary<string, JobOutline> outlines = kept.Outlines is null || !topology.IsSoleProcess
                ? await ReadAllAsync(organisation, kept.Outlines ?? ImmutableSortedDictionary.Create<string, JobOutline>(StringComparer.Ordinal), cancellationToken)
                : await ReadChangedAsync(organisation, kept.Outlines, cancellationToken);
            kept.Outlines = outlines;
            return outlines.Values;
        }
        finally
        {
            kept.Turn.Release();
        }
    }

    private async Task<ImmutableSortedDictionary<string, JobOutline>> ReadAllAsync(
        string organisation, ImmutableSortedDictionary<string, JobOutline> known, CancellationToken cancellationToken)
    {
        if (topology.IsSoleProcess)
        {
            changes.Track(organisation);
        }

        HashSet<string> present = new(StringComparer.Ordinal);
        List<(string Id, string? ETag)> unknown = [];
        await foreach (JobRow row in jobs.EnumerateRowsAsync(JobnikJobs.QueryOf(organisation), cancellationToken))
        {
            string key = TimeOrderedKey.Of(row.Id);
            present.Add(key);
            if (known.GetValueOrDefault(key)?.ETag != row.ETag)
            {
                unknown.Add((row.Id, row.ETag));
            }
        }

        known = known.RemoveRange(known.Keys.Where(key => !present.Contains(key)));
        return await ReadAsync(organisation, known, unknown, cancellationToken);
    }

    private async Task<ImmutableSortedDictionary<string, JobOutline>> ReadChangedAsync(
        string organisation, ImmutableSortedDictionary<string, JobOutline> known, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> changed = changes.Take(organisation);
        try
        {
            return await ReadAsync(organisation, known, [.. changed.Select(id => (id, (string?)null))], cancellationToken);
        }
        catch
        {
            changes.Return(organisation, changed);
            throw;
        }
    }

    private async Task<ImmutableSortedDictionary<string, JobOutline>> ReadAsync(
        string organisation,
        ImmutableSortedDictionary<string, JobOutline> known,
        List<(string Id, string? ETag)> ids,
        CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return known;
        }

        ConcurrentQueue<(string Id, JobOutline? Outline)> read = [];
        await Parallel.ForEachAsync(
            ids,
            new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = cancellationToken },
            async (row, stop) =>
            {
                // A job that changes between the listing and this read is read once more by the next list.
                read.Enqueue((row.Id, await jobs.GetAsync(organisation, row.Id, stop) is { } job ? JobOutline.Of(job, row.ETag) : null));
            });
        ImmutableSortedDictionary<string, JobOutline>.Builder outlines = known.ToBuilder();
        foreach ((string id, JobOutline? outline) in read)
        {
            string key = TimeOrderedKey.Of(id);
            if (outline is null)
            {
                outlines.Remove(key);
            }
            else
            {
                outlines[key] = outline;
            }
        }

        return outlines.ToImmutable();
    }

    private sealed class Kept
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public ImmutableSortedDictionary<string, JobOutline>? Outlines { get; set; }
    }
}
