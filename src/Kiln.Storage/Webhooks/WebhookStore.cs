using System.Collections.Concurrent;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Webhooks;

/// <summary>The webhook settings of organisations.</summary>
public sealed class WebhookStore
{
    /// <summary>The most endpoints of an organisation.</summary>
    public const int MaximumEndpoints = 20;

    /// <summary>How long what was read serves deliveries: what another process changes is known here after that.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly IDocumentStore _documents;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, (WebhookSettings Settings, DateTimeOffset ReadAt)> _known = new(StringComparer.Ordinal);

    /// <summary>Keeps the settings in a document store.</summary>
    public WebhookStore(IDocumentStore documents, TimeProvider time)
    {
        _documents = documents;
        _time = time;
    }

    /// <summary>The settings as they are stored.</summary>
    public async Task<WebhookSettings> GetAsync(string organisationId, CancellationToken cancellationToken = default)
    {
        DateTimeOffset now = _time.GetUtcNow();
        WebhookSettings settings = await _documents.GetAsync(KeyOf(organisationId), cancellationToken) is { } document
            ? StoredJson.Read(document, StorageJson.Default.WebhookSettings)
            : WebhookSettings.Empty;
        _known[organisationId] = (settings, now);
        return settings;
    }

    /// <summary>The settings as they were a few seconds ago at the earliest, mostly without a read.</summary>
    public async ValueTask<WebhookSettings> GetRecentAsync(string organisationId, CancellationToken cancellationToken = default) =>
        FindRecent(organisationId) ?? await GetAsync(organisationId, cancellationToken);

    /// <summary>The settings when they were read within the last few seconds; null when only a read can tell.</summary>
    public WebhookSettings? FindRecent(string organisationId) =>
        _known.TryGetValue(organisationId, out (WebhookSettings Settings, DateTimeOffset ReadAt) known)
            && _time.GetUtcNow() - known.ReadAt < Freshness
            ? known.Settings
            : null;

    /// <summary>
    /// Adds an endpoint and answers it as it is stored: again with the same identifier, the one that is there. Null when there are
    /// <see cref="MaximumEndpoints"/> already.
    /// </summary>
    public async Task<WebhookEndpoint?> AddAsync(string organisationId, WebhookEndpoint endpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        WebhookSettings after = await ChangeAsync(
            organisationId,
            settings => settings.Find(endpoint.Id) is null && settings.Endpoints.Length < MaximumEndpoints
                ? settings with { Endpoints = settings.Endpoints.Add(endpoint) }
                : settings,
            cancellationToken);
        return after.Find(endpoint.Id);
    }

    /// <summary>Changes an endpoint; null when the organisation has none of this identifier.</summary>
    /// <param name="organisationId">The organisation.</param>
    /// <param name="endpointId">The endpoint.</param>
    /// <param name="change">Answers the changed endpoint; asked again when somebody else was quicker, so without effects of its own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<WebhookEndpoint?> UpdateAsync(
        string organisationId, string endpointId, Func<WebhookEndpoint, WebhookEndpoint> change, CancellationToken cancellationToken = default)
    {
        WebhookSettings after = await ChangeAsync(
            organisationId,
            settings => settings.Find(endpointId) is { } endpoint && change(endpoint) is var changed && changed != endpoint
                ? settings.With(changed)
                : settings,
            cancellationToken);
        return after.Find(endpointId);
    }

    /// <summary>Removes an endpoint; false when it was not there.</summary>
    public async Task<bool> RemoveAsync(string organisationId, string endpointId, CancellationToken cancellationToken = default)
    {
        bool found = false;
        await ChangeAsync(
            organisationId,
            settings =>
            {
                found = settings.Find(endpointId) is not null;
                return found ? settings with { Endpoints = settings.Endpoints.RemoveAll(endpoint => endpoint.Id == endpointId) } : settings;
            },
            cancellationToken);
        return found;
    }

    /// <summary>The secrets of callback URLs; made when there are none yet.</summary>
    public async Task<WebhookSecrets> GetCallbackSecretsAsync(string organisationId, CancellationToken cancellationToken = default)
    {
        WebhookSettings recent = await GetRecentAsync(organisationId, cancellationToken);
        return recent.CallbackSecrets ?? (await ChangeAsync(
            organisationId,
            settings => settings.CallbackSecrets is null ? settings with { CallbackSecrets = WebhookSecrets.Create() } : settings,
            cancellationToken)).CallbackSecrets!;
    }

    /// <summary>Makes a new secret for callback URLs; the one before stays good for a while.</summary>
    public async Task<WebhookSecrets> RotateCallbackSecretsAsync(
        string organisationId, TimeSpan overlap, CancellationToken cancellationToken = default)
    {
        WebhookSettings after = await ChangeAsync(
            organisationId,
            settings => settings with
            {
                CallbackSecrets = settings.CallbackSecrets?.Rotate(_time.GetUtcNow(), overlap) ?? WebhookSecrets.Create(),
            },
            cancellationToken);
        return after.CallbackSecrets!;
    }

    private static string KeyOf(string organisationId) => $"{OrganisationId.Require(organisationId)}/webhooks/settings";

    private Task<WebhookSettings> ChangeAsync(
        string organisationId, Func<WebhookSettings, WebhookSettings> change, CancellationToken cancellationToken)
    {
        string key = KeyOf(organisationId);
        return RaceBackoff.UntilWonAsync(key, TryChangeAsync, _time);

        async Task<WebhookSettings?> TryChangeAsync()
        {
            StoredDocument? document = await _documents.GetAsync(key, cancellationToken);
            WebhookSettings settings = document is null
                ? WebhookSettings.Empty
                : StoredJson.Read(document, StorageJson.Default.WebhookSettings);
            WebhookSettings changed = change(settings);
            WriteCondition condition = document is null ? WriteCondition.Absent : WriteCondition.Matches(document.ETag);
            if (ReferenceEquals(changed, settings)
                || await _documents.PutAsync(
                    key, StoredJson.Write(changed, StorageJson.Default.WebhookSettings), condition, cancellationToken) is not null)
            {
                _known[organisationId] = (changed, _time.GetUtcNow());
                return changed;
            }

            return null;
        }
    }
}
