using System.Collections.Immutable;

namespace Kiln.Storage.Webhooks;

/// <summary>All that an organisation has set of webhooks: one document, so that its limits hold under every race.</summary>
/// <param name="SchemaVersion">The form of the record.</param>
/// <param name="Endpoints">The endpoints, oldest first.</param>
/// <param name="CallbackSecrets">What deliveries to the jobs' own callback URLs are signed with; null until first needed.</param>
public sealed record WebhookSettings(
    int SchemaVersion, ImmutableArray<WebhookEndpoint> Endpoints, WebhookSecrets? CallbackSecrets = null) : IVersionedDocument
{
    /// <summary>Nothing is set.</summary>
    public static WebhookSettings Empty { get; } = new(StoredJson.CurrentVersion, []);

    /// <summary>The endpoint of an identifier, or null.</summary>
    public WebhookEndpoint? Find(string endpointId) => Endpoints.FirstOrDefault(endpoint => endpoint.Id == endpointId);

    /// <summary>The settings with an endpoint in place of the one of its identifier.</summary>
    internal WebhookSettings With(WebhookEndpoint endpoint) =>
        this with { Endpoints = [.. Endpoints.Select(other => other.Id == endpoint.Id ? endpoint : other)] };
}
