namespace Kiln.Storage.Work;

/// <summary>An entry as a listing found it.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="ETag">Its version, so that only what was seen is removed.</param>
public sealed record ListedEntry(QueueEntry Entry, string ETag);
