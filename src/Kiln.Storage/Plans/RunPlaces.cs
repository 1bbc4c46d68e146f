using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;
using Kiln.Storage.Work.Runs;

namespace Kiln.Storage.Plans;

/// <summary>
/// Limits how many runs of an organisation are under way on its runners at a time, over all processes: a run is claimed only by who took
/// a place before, and a place is free only after the run's lease is gone. A crash between can leave a place too many taken, never one
/// too few; the sweep frees it.
/// </summary>
public sealed class RunPlaces : IJobFollower
{
    /// <summary>How long a place without a lease may stand for a claim that is being made.</summary>
    private static readonly TimeSpan ClaimTime = TimeSpan.FromMinutes(1);

    private readonly CombinedRecord<RunPlacesDocument> _places;
    private readonly RunIndex _index;
    private readonly string _surface;
    private readonly Func<string, int?> _limitOf;
    private readonly TimeProvider _time;

    /// <summary>Keeps the places in a document store.</summary>
    /// <param name="documents">Where they are kept.</param>
    /// <param name="index">Where claims wait for runs.</param>
    /// <param name="surface">The surface whose jobs are the runs.</param>
    /// <param name="limitOf">The most runs of an organisation; null for no limit.</param>
    /// <param name="time">The clock.</param>
    public RunPlaces(IDocumentStore documents, RunIndex index, string surface, Func<string, int?> limitOf, TimeProvider time)
    {
        _places = new CombinedRecord<RunPlacesDocument>(documents, StorageJson.Default.RunPlacesDocument, time);
        _index = index;
        _surface = surface;
        _limitOf = limitOf;
        _time = time;
    }

    /// <summary>The most runs that the plan lets be under way; null for no limit.</summary>
    public int? LimitOf(string organisationId) => _limitOf(organisationId);

    /// <summary>Whether the plan lets another run begin now.</summary>
    public async ValueTask<bool> HasRoomAsync(string organisationId, CancellationToken cancellationToken = default) =>
        _limitOf(organisationId) is not { } most || (await ReadAsync(organisationId, cancellationToken)).Holders.Count < most;

    /// <summary>Takes a place for an attempt; false when all are taken. A run that still has one from an attempt that ended keeps it.</summary>
    public async Task<bool> TakeAsync(string organisationId, string jobId, string token)
    {
        if (_limitOf(organisationId) is not { } most)
        {
            return true;
        }

        bool taken = false;
        RunPlace place = new(token, _time.GetUtcNow());
        await _places.ChangeAsync(KeyOf(organisationId), stored =>
        {
            RunPlacesDocument places = stored ?? RunPlacesDocument.Empty;
            taken = places.Holders.ContainsKey(jobId) || places.Holders.Count < most;
            return taken ? places with { Holders = places.Holders.SetItem(jobId, place) } : stored;
        });
        return taken;
    }

    /// <summary>Frees the place of an attempt and offers it to claims that wait; false when it has none.</summary>
    public async Task<bool> FreeAsync(string organisationId, string jobId, string token)
    {
        if (_limitOf(organisationId) is null)
        {
            return false;
        }

        bool freed = false;
        await _places.ChangeAsync(KeyOf(organisationId), stored =>
        {
            freed = stored is not null && stored.Holders.TryGetValue(jobId, out RunPlace? place) && place.Token == token;
            return freed ? stored! with { Holders = stored.Holders.Remove(jobId) } : stored;
        });
        if (freed)
        {
            // Those who wait have looked while there was no place; whose run is next, a look tells.
            _index.Offers.MakeUnknown(organisationId);
        }

        return freed;
    }

    /// <inheritdoc/>
    public async Task<bool> FollowAsync(Job? before, Job? after) =>
        before is not null
        && before.Surface == _surface
        && RunIndex.TaskOf(before)?.Lease is { Token: var token }
        && (after is null || RunIndex.TaskOf(after)?.Lease?.Token != token)
        && await FreeAsync(before.OrganisationId, before.Id, token);

    /// <summary>Frees the places that no lease stands behind.</summary>
    public async Task RepairAsync(string organisationId, JobStore jobs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        if (_limitOf(organisationId) is null)
        {
            return;
        }

        foreach ((string jobId, RunPlace place) in (await ReadAsync(organisationId, cancellationToken)).Holders)
        {
            if (_time.GetUtcNow() - place.Since > ClaimTime
                && (await jobs.GetAsync(organisationId, jobId, cancellationToken) is not { } job
                    || RunIndex.TaskOf(job)?.Lease?.Token != place.Token))
            {
                await FreeAsync(organisationId, jobId, place.Token);
            }
        }
    }

    private static string KeyOf(string organisationId) => $"{OrganisationId.Require(organisationId)}/plan/runs";

    private async Task<RunPlacesDocument> ReadAsync(string organisationId, CancellationToken cancellationToken) =>
        await _places.GetAsync(KeyOf(organisationId), cancellationToken) ?? RunPlacesDocument.Empty;
}
