using System.Collections.Immutable;

namespace Kiln.Storage.Webhooks;

/// <summary>Which events an endpoint is sent.</summary>
/// <param name="EventTypes">Types of the lifecycle, such as <c>job.succeeded</c>; one that ends in <c>*</c> stands for all that begin so. None: all.</param>
/// <param name="JobTypes">Types of jobs, whole. None: all.</param>
public sealed record WebhookFilter(ImmutableArray<string> EventTypes, ImmutableArray<string> JobTypes)
{
    /// <summary>Everything.</summary>
    public static WebhookFilter All { get; } = new([], []);

    /// <summary>Whether an event of a job passes.</summary>
    public bool Matches(string jobType, string eventType) =>
        (JobTypes.IsDefaultOrEmpty || JobTypes.Contains(jobType))
        && (EventTypes.IsDefaultOrEmpty || EventTypes.Any(pattern => MatchesPattern(pattern, eventType)));

    private static bool MatchesPattern(string pattern, string eventType) => pattern.EndsWith('*')
        ? eventType.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal)
        : pattern == eventType;
}
