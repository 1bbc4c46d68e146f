namespace Kiln.Storage.Idempotency;

/// <summary>The right to serve the request of an idempotency key; ends by completion or release.</summary>
public sealed class IdempotencyClaim
{
    internal IdempotencyClaim(string documentKey, string etag, IdempotencyRecord record, bool isResumed)
    {
        DocumentKey = documentKey;
        ETag = etag;
        Record = record;
        IsResumed = isResumed;
    }

    /// <summary>The identifier to create under: the caller's own, or that of an earlier try which died.</summary>
    public string ResourceId => Record.ResourceId;

    /// <summary>True when an earlier try of the same request died: parts of its work may be there already.</summary>
    public bool IsResumed { get; }

    internal string DocumentKey { get; }

    internal string ETag { get; }

    internal IdempotencyRecord Record { get; }
}
