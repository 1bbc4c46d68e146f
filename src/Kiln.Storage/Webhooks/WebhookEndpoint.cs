namespace Kiln.Storage.Webhooks;

/// <summary>A place that an organisation wants its events sent to.</summary>
/// <param name="Id">Identifier (UUID version 7).</param>
/// <param name="Url">Where; checked when it was given and again at every delivery.</param>
/// <param name="Filter">Which events.</param>
/// <param name="Secrets">What deliveries are signed with.</param>
/// <param name="CreatedAt">Creation; earlier events are not sent.</param>
public sealed record WebhookEndpoint(string Id, string Url, WebhookFilter Filter, WebhookSecrets Secrets, DateTimeOffset CreatedAt)
{
    /// <summary>For people.</summary>
    public string Description { get; init; } = "";

    /// <summary>False: nothing is sent.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Why it is disabled, or null.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>Since when it is disabled, or null.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Events given up since the last one that arrived.</summary>
    public int ConsecutiveDeadLetters { get; init; }

    /// <summary>The endpoint, sending again with a clean record.</summary>
    public WebhookEndpoint Enable() =>
        this with { Enabled = true, DisabledReason = null, DisabledAt = null, ConsecutiveDeadLetters = 0 };

    /// <summary>The endpoint, sending nothing any more.</summary>
    public WebhookEndpoint Disable(string reason, DateTimeOffset now) =>
        Enabled ? this with { Enabled = false, DisabledReason = reason, DisabledAt = now } : this;
}
