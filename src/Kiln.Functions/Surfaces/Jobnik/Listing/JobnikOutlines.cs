using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Kiln.Functions.Configuration;
using Kiln.Storage;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Jobs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Jobnik.Listing;

/// <summary>
/// The outlines of all jobs of the surface in an organisation, so that a list over all of them counts exactly and reads only what it
/// shows. They are made when the first list asks. Those of the newest jobs are kept, up to <see cref="JobnikOptions.KeptOutlines"/> over
/// all organisations, of which those that asked last stay; every list makes those of older jobs anew, and forgets them as it goes on.
/// </summary>
/// <remarks>
/// In the only process on its storage, what changed since is read again, mostly from memory. Where others write too, each list asks the
/// index for the versions of all jobs, and reads those whose version is new.
/// </remarks>
public sealed class JobnikOutlines(JobStore jobs, JobnikChanges changes, StorageTopology topology, IOptions<KilnOptions> options)
{
    private const int ReadTogether = 256;
    private const int ReadAtOnce = 8;

    private readonly long _most = options.Value.Jobnik.KeptOutlines;
    private readonly BoundedCache<OutlineWindow> _kept = new(options.Value.Jobnik.KeptOutlines);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>Jobs and stages whose outlines are kept at the moment.</summary>
    internal long Weight => _kept.Weight;

    /// <summary>The outlines as of now, the newest job first.</summary>
    internal async IAsyncEnumerable<JobOutline> ReadAsync(
        string organisation, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        OutlineWindow window = await RefreshAsync(organisation, cancellationToken);
        foreach ((_, JobOutline outline) in window.Outlines)
        {
            yield return outline;
        }

        if (window.Begin is { } begin)
        {
            JobQuery older = JobnikJobs.QueryOf(organisation) with { CreatedBefore = begin };
            await foreach (JobOutline outline in ReadAsync(older, OutlineWindow.Empty, cancellationToken))
            {
                yield return outline;
            }
        }
    }

    private async Task<OutlineWindow> RefreshAsync(string organisation, CancellationToken cancellationToken)
    {
        // Who comes while another one reads must see what was changed meanwhile: each looks for itself, one after the other.
        SemaphoreSlim turn = _turns.GetOrAdd(organisation, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            OutlineWindow? window = _kept.TryGet(organisation, out OutlineWindow? known) && topology.IsSoleProcess
                && changes.Take(organisation) is { } changed
                ? await ReadChangedAsync(organisation, known, changed, cancellationToken)
                : await ReadNewestAsync(organisation, known ?? OutlineWindow.Empty, cancellationToken);
            _kept.Set(organisation, window, window.Weight);
            return window;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<OutlineWindow> ReadNewestAsync(string organisation, OutlineWindow known, CancellationToken cancellationToken)
    {
        if (topology.IsSoleProcess)
        {
            changes.Track(organisation);
        }

        ImmutableSortedDictionary<string, JobOutline>.Builder newest = OutlineWindow.Empty.Outlines.ToBuilder();
        long weight = 0;
        await foreach (JobOutline outline in ReadAsync(JobnikJobs.QueryOf(organisation), known, cancellationToken))
        {
            newest.Add(TimeOrderedKey.Of(outline.Id), outline);
            weight += OutlineWindow.WeightOf(outline);
            if (weight > _most)
            {
                break;
            }
        }

        return new OutlineWindow(newest.ToImmutable(), null).Within(_most);
    }

    private async Task<OutlineWindow> ReadChangedAsync(
        string organisation, OutlineWindow window, IReadOnlyList<string> changed, CancellationToken cancellationToken)
    {
        if (changed.Count == 0)
        {
            return window;
        }

        try
        {
            string[] ids = [.. changed.Where(window.Covers)];
            JobOutline?[] read = new JobOutline?[ids.Length];
            await ForEachAsync(Enumerable.Range(0, ids.Length), async (place, stop) =>
                read[place] = await ReadAsync(organisation, ids[place], etag: null, stop), cancellationToken);
            return window.With(ids.Zip(read)).Within(_most);
        }
        catch
        {
            changes.Return(organisation, changed);
            throw;
        }
    }

    /// <summary>The outlines of the jobs of a query, the newest first; read are those of which no outline of this version is known.</summary>
    private async IAsyncEnumerable<JobOutline> ReadAsync(
        JobQuery query, OutlineWindow known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (JobRow[] rows in jobs.EnumerateRowsAsync(query, cancellationToken).Chunk(ReadTogether).WithCancellation(cancellationToken))
        {
            JobOutline?[] outlines =
                [.. rows.Select(row => known.Outlines.GetValueOrDefault(TimeOrderedKey.Of(row.Id)) is { } kept && kept.ETag == row.ETag ? kept : null)];

            // A job that changes between the listing and this read is read once more by the next list.
            await ForEachAsync(
                Enumerable.Range(0, rows.Length).Where(place => outlines[place] is null),
                async (place, stop) => outlines[place] = await ReadAsync(query.OrganisationId, rows[place].Id, rows[place].ETag, stop),
                cancellationToken);
            foreach (JobOutline outline in outlines.OfType<JobOutline>())
            {
                yield return outline;
            }
        }
    }

    private async Task<JobOutline?> ReadAsync(string organisation, string jobId, string? etag, CancellationToken cancellationToken) =>
        await jobs.GetAsync(organisation, jobId, cancellationToken) is { } job ? JobOutline.Of(job, etag) : null;

    private static Task ForEachAsync(IEnumerable<int> places, Func<int, CancellationToken, ValueTask> read, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            places, new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = cancellationToken }, read);
}
