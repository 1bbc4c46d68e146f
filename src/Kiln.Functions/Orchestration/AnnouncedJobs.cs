using System.Collections.Concurrent;
using Kiln.Storage.Jobs;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Orchestration;

/// <summary>
/// Which versions of jobs the sweeps of this process have made known to those who pass events on, so that a job that rests is not read
/// by every sweep. Who may listen to an organisation's jobs is part of it: for others everything is made known again.
/// </summary>
internal sealed class AnnouncedJobs
{
    private readonly ConcurrentDictionary<string, Announced> _organisations = new(StringComparer.Ordinal);

    /// <summary>Begins a sweep of an organisation; what it makes known counts from <see cref="End"/> on.</summary>
    public Sweep Begin(string organisation, WebhookSettings settings)
    {
        string audience = string.Join('\n', settings.Endpoints
            .Where(endpoint => endpoint.Enabled)
            .Select(endpoint => $"{endpoint.Id} {string.Join(',', endpoint.Filter.EventTypes)} {string.Join(',', endpoint.Filter.JobTypes)}"));
        IReadOnlyDictionary<Guid, string> known = _organisations.TryGetValue(organisation, out Announced? before) && before.Audience == audience
            ? before.Versions
            : new Dictionary<Guid, string>();
        return new Sweep(organisation, audience, known);
    }

    /// <summary>Ends a sweep that looked at every active job of the organisation.</summary>
    public void End(Sweep sweep) => _organisations[sweep.Organisation] = new Announced(sweep.Audience, sweep.Versions);

    private sealed record Announced(string Audience, IReadOnlyDictionary<Guid, string> Versions);

    /// <summary>A sweep of one organisation.</summary>
    public sealed class Sweep(string organisation, string audience, IReadOnlyDictionary<Guid, string> known)
    {
        private readonly Dictionary<Guid, string> _versions = [];

        public string Organisation => organisation;

        public string Audience => audience;

        public IReadOnlyDictionary<Guid, string> Versions => _versions;

        /// <summary>Whether this version of a job has yet to be made known. It counts as known afterwards.</summary>
        public bool IsNews(JobRow row)
        {
            Guid id = Guid.Parse(row.Id);
            _versions[id] = row.ETag;
            return known.GetValueOrDefault(id) != row.ETag;
        }
    }
}
