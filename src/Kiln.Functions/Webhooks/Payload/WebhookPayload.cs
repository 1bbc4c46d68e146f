using System.Text.Json.Serialization;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks.Payload;

/// <summary>An endpoint as its organisation sees it.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="Url">Where events are sent.</param>
/// <param name="Description">For people.</param>
/// <param name="Events">Types that are sent; empty for all.</param>
/// <param name="JobTypes">Types of jobs whose events are sent; empty for all.</param>
/// <param name="Enabled">Whether anything is sent.</param>
/// <param name="DisabledReason">Why not, or null.</param>
/// <param name="DisabledAt">Since when not, or null.</param>
/// <param name="Secret">The newest secret; only in the replies that made it, else null.</param>
/// <param name="PreviousSecretUntil">Until when deliveries carry a signature by the secret before too, or null.</param>
/// <param name="CreatedAt">Creation.</param>
internal sealed record WebhookPayload(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("url")] string Url,
    [property: JsonPropertyName("description")] string Description,
    [property: JsonPropertyName("events")] IReadOnlyList<string> Events,
    [property: JsonPropertyName("jobTypes")] IReadOnlyList<string> JobTypes,
    [property: JsonPropertyName("enabled")] bool Enabled,
    [property: JsonPropertyName("disabledReason")] string? DisabledReason,
    [property: JsonPropertyName("disabledAt")] DateTimeOffset? DisabledAt,
    [property: JsonPropertyName("secret")] string? Secret,
    [property: JsonPropertyName("previousSecretUntil")] DateTimeOffset? PreviousSecretUntil,
    [property: JsonPropertyName("createdAt")] DateTimeOffset CreatedAt)
{
    public static WebhookPayload Of(WebhookEndpoint endpoint, bool showSecret = false) => new(
        endpoint.Id,
        endpoint.Url,
        endpoint.Description,
        endpoint.Filter.EventTypes,
        endpoint.Filter.JobTypes,
        endpoint.Enabled,
        endpoint.DisabledReason,
        endpoint.DisabledAt,
        showSecret ? endpoint.Secrets.Current : null,
        endpoint.Secrets.PreviousUntil,
        endpoint.CreatedAt);
}
