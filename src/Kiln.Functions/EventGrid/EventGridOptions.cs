namespace Kiln.Functions.EventGrid;

/// <summary>What an operator may set of Azure Event Grid: section <c>Kiln:EventGrid</c>.</summary>
public sealed class EventGridOptions
{
    /// <summary>
    /// Endpoint of the topic that the events of all jobs are published to, which must take the CloudEvents 1.0 schema; null publishes
    /// nowhere.
    /// </summary>
    public Uri? TopicEndpoint { get; set; }

    /// <summary>Access key of the topic; null signs in with the app's managed identity, which then needs the role EventGrid Data Sender.</summary>
    public string? TopicKey { get; set; }

    /// <summary>Client id of a user-assigned identity; null for the system-assigned one.</summary>
    public string? ManagedIdentityClientId { get; set; }

    /// <summary>Types that are published, such as <c>job.succeeded</c>; one that ends in <c>*</c> stands for all that begin so. None: all.</summary>
    public IList<string> TopicEvents { get; } = [];

    /// <summary>
    /// Secrets by which Event Grid may deliver events of blobs to this service; each is as good as the others, so that one can be
    /// replaced while another is in use. None: it may not.
    /// </summary>
    public IList<string> DeliveryKeys { get; } = [];
}
