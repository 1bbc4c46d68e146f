namespace Kiln.Storage.Documents;

/// <summary>What must be true of the stored document for a write to happen.</summary>
public readonly record struct WriteCondition
{
    private WriteCondition(string? etag, bool mustBeAbsent)
    {
        ETag = etag;
        MustBeAbsent = mustBeAbsent;
    }

    /// <summary>The ETag that the stored document must have; null when none is asked for.</summary>
    public string? ETag { get; }

    /// <summary>True when there must be no document under the key.</summary>
    public bool MustBeAbsent { get; }

    /// <summary>Write whatever is there.</summary>
    public static WriteCondition Always => default;

    /// <summary>Write only when nothing is there.</summary>
    public static WriteCondition Absent => new(null, mustBeAbsent: true);

    /// <summary>Write only over this version.</summary>
    public static WriteCondition Matches(string etag) => new(etag, mustBeAbsent: false);
}
