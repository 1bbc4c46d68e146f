namespace Kiln.Storage.Documents;

/// <summary>One row of a listing.</summary>
/// <param name="Key">The document's key.</param>
/// <param name="ETag">Its version.</param>
/// <param name="Metadata">Its metadata.</param>
public sealed record DocumentListItem(string Key, string ETag, IReadOnlyDictionary<string, string> Metadata);
