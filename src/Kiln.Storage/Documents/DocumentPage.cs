namespace Kiln.Storage.Documents;

/// <summary>One page of a listing.</summary>
/// <param name="Items">Keys with their metadata, in ordinal order of the keys.</param>
/// <param name="ContinuationToken">Where the next page starts; null on the last page.</param>
public sealed record DocumentPage(IReadOnlyList<DocumentListItem> Items, string? ContinuationToken);
