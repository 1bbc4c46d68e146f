namespace Kiln.Storage.Content;

/// <summary>What is known of a piece of content without reading it.</summary>
/// <param name="Length">Size in bytes.</param>
/// <param name="ETag">Version; opaque.</param>
/// <param name="ContentType">Media type.</param>
/// <param name="LastModified">Time of the last write, UTC.</param>
public sealed record ContentProperties(long Length, string ETag, string ContentType, DateTimeOffset LastModified);
