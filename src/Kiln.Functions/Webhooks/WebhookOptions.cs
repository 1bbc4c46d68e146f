namespace Kiln.Functions.Webhooks;

/// <summary>What an operator may set of webhooks: section <c>Kiln:Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>
    /// True lets URLs name this machine's loopback addresses, with http and any port: for development and tests only, since it lets
    /// whoever has a key reach the services of this machine.
    /// </summary>
    public bool AllowLoopback { get; set; }

    /// <summary>How long one request may take, in seconds.</summary>
    public double TimeoutSeconds { get; set; } = 15;

    /// <summary>Requests to subscribers that a process has under way at the same time.</summary>
    public int MostRequests { get; set; } = 64;

    /// <summary>Of these, the most to one host: a host that does not answer delays nobody's deliveries but its own.</summary>
    public int MostRequestsPerHost { get; set; } = 4;

    /// <summary>How long the secret before a rotation stays in use, in hours.</summary>
    public double SecretOverlapHours { get; set; } = 24;

    /// <summary>Events given up one after another after which an endpoint is disabled.</summary>
    public int DisableAfterDeadLetters { get; set; } = 5;

    /// <summary>The name that this service gives of itself in the CloudEvents handshake: a DNS name.</summary>
    public string Origin { get; set; } = "kiln";
}
