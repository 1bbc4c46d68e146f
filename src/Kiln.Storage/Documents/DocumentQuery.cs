namespace Kiln.Storage.Documents;

/// <summary>
/// Which documents a listing answers: those whose key begins with <see cref="Prefix"/>, comes after <see cref="After"/>, not after <see cref="UpTo"/>, and whose
/// metadata has every value of <see cref="Where"/>.
/// </summary>
/// <param name="Prefix">How the keys begin: the organisation and the kind, so that a listing never crosses tenants.</param>
/// <param name="PageSize">The most items a page may hold; at least 1.</param>
public sealed record DocumentQuery(string Prefix, int PageSize)
{
    /// <summary>Only keys that are ordinally greater than this one; null for no such bound.</summary>
    public string? After { get; init; }

    /// <summary>Only keys that are ordinally not greater than this one; null for no such bound.</summary>
    public string? UpTo { get; init; }

    /// <summary>Metadata that must be there with exactly these values; null or empty for no condition.</summary>
    public IReadOnlyDictionary<string, string>? Where { get; init; }

    /// <summary>How many of the matching documents to leave out first; for numbered pages, at a cost that grows with it.</summary>
    public int Skip { get; init; }

    /// <summary>The token of the page before, from a query that differs in nothing else; null for the first page.</summary>
    public string? ContinuationToken { get; init; }
}
