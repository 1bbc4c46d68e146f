using System.Collections.Concurrent;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Surfaces.Jobnik.Listing;

/// <summary>Notes which jobs of the surface changed in this process, for organisations whose lists are kept.</summary>
public sealed class JobnikChanges : IJobFollower
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, byte>> _changed = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public Task<bool> FollowAsync(Job? before, Job? after)
    {
        Job job = after ?? before ?? throw new ArgumentNullException(nameof(after));
        if (job.Surface == JobnikJobs.Surface && _changed.TryGetValue(job.OrganisationId, out ConcurrentDictionary<string, byte>? changed))
        {
            changed.TryAdd(job.Id, 0);
        }

        return Task.FromResult(false);
    }

    /// <summary>Begins to note the changes of an organisation.</summary>
    internal void Track(string organisation) => _changed.TryAdd(organisation, new ConcurrentDictionary<string, byte>(StringComparer.Ordinal));

    /// <summary>The jobs that changed since they were last taken; what changes from now on is noted anew.</summary>
    internal IReadOnlyList<string> Take(string organisation)
    {
        ConcurrentDictionary<string, byte> changed = _changed[organisation];
        return changed.IsEmpty ? [] : [.. changed.Keys.Where(id => changed.TryRemove(id, out _))];
    }

    /// <summary>Notes jobs again that were taken in vain.</summary>
    internal void Return(string organisation, IEnumerable<string> ids)
    {
        foreach (string id in ids)
        {
            _changed[organisation].TryAdd(id, 0);
        }
    }
}
