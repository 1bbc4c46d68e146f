namespace Kiln.Client;

/// <summary>Where a service is and how it is spoken to.</summary>
public sealed record KilnClientOptions
{
    /// <summary>The service's root, without <c>/api</c>.</summary>
    public required Uri ServiceUrl { get; init; }

    /// <summary>Key of the organisation, sent as bearer; null for a service that asks for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>What the service notes as the client of a submission; null for nothing.</summary>
    public string? ClientName { get; init; }

    /// <summary>Total tries of a request whose connection failed or that the service asked to send again later; at least 1.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>Wait before the second try; it doubles from one to the next.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest wait between two tries, also where the service asks for a longer one.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time of one request that moves no file.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
