using System.Collections.Concurrent;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Surfaces.Jobnik.Listing;

/// <summary>
/// Notes which jobs of the surface changed in this process, for organisations whose lists are kept. Of one that lets too many changes
/// gather until it asks again they are forgotten: it has to look at all jobs then.
/// </summary>
public sealed class JobnikChanges : IJobFollower
{
    private const int Most = 100_000;

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, byte>> _changed = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public Task<bool> FollowAsync(Job? before, Job? after)
    {
        Job job = after ?? before ?? throw new ArgumentNullException(nameof(after));
        if (job.Surface == JobnikJobs.Surface && _changed.TryGetValue(job.OrganisationId, out ConcurrentDictionary<string, byte>? changed)
            && changed.TryAdd(job.Id, 0) && changed.Count > Most)
        {
            _changed.TryRemove(KeyValuePair.Create(job.OrganisationId, changed));
        }

        return Task.FromResult(false);
    }

    /// <summary>Begins to note the changes of an organisation.</summary>
    internal void Track(string organisation) => _changed[organisation] = new ConcurrentDictionary<string, byte>(StringComparer.Ordinal);

    /// <summary>The jobs that changed since they were last taken; what changes from now on is noted anew. Null when that is not known.</summary>
    internal IReadOnlyList<string>? Take(string organisation)
    {
        if (!_changed.TryGetValue(organisation, out ConcurrentDictionary<string, byte>? changed))
        {
            return null;
        }

        return changed.IsEmpty ? [] : [.. changed.Keys.Where(id => changed.TryRemove(id, out _))];
    }

    /// <summary>Notes jobs again that were taken in vain.</summary>
    internal void Return(string organisation, IEnumerable<string> ids)
    {
        if (_changed.TryGetValue(organisation, out ConcurrentDictionary<string, byte>? changed))
        {
            foreach (string id in ids)
            {
                changed.TryAdd(id, 0);
            }
        }
    }
}
