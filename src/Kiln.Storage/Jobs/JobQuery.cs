using Kiln.Lifecycle.Jobs;

namespace Kiln.Storage.Jobs;

/// <summary>Which jobs of an organisation a listing answers. What is null or empty is not asked for.</summary>
/// <param name="OrganisationId">The organisation.</param>
public sealed record JobQuery(string OrganisationId)
{
    /// <summary>The job stands in one of these states.</summary>
    public IReadOnlyCollection<JobState> States { get; init; } = [];

    /// <summary>It is of this type.</summary>
    public string? Type { get; init; }

    /// <summary>It came in by this surface.</summary>
    public string? Surface { get; init; }

    /// <summary>It has exactly this priority.</summary>
    public int? Priority { get; init; }

    /// <summary>It belongs to this batch; then jobs come in the order of their index.</summary>
    public string? BatchId { get; init; }

    /// <summary>It carries all of these labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>It was accepted at this time or later.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>It was accepted before this time.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>True: it has not ended.</summary>
    public bool ActiveOnly { get; init; }

    /// <summary>True: it offers work to workers.</summary>
    public bool ReadyOnly { get; init; }

    /// <summary>True: somebody outside holds a lease on a task of it.</summary>
    public bool LeasedOnly { get; init; }

    /// <summary>True: it stands on the dead-letter list.</summary>
    public bool DeadLetteredOnly { get; init; }

    /// <summary>True: it has ended and the ledger has not yet been seen to hold its charge or refund.</summary>
    public bool UnsettledOnly { get; init; }
}
