namespace Kiln.Storage.Documents;

/// <summary>A document as read.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Body">UTF-8 JSON.</param>
/// <param name="ETag">Version for conditional writes; opaque.</param>
/// <param name="Metadata">Lower-case names to short ASCII values.</param>
public sealed record StoredDocument(string Key, ReadOnlyMemory<byte> Body, string ETag, IReadOnlyDictionary<string, string> Metadata);
