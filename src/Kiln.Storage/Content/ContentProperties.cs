namespace Kiln.Storage.Content;

/// <summary>What is known of a piece of content without reading it.</summary>
/// <param name="Length">Size in bytes.</param>
/// <param name="ETag">Version; opaque.</param>
/// <param name="ContentType">Media type.</param>
/// <param name="LastModified">Time of the last write, UTC.</param>
public sealed record ContentProperties(long Length, string ETag, string ContentType, DateTimeOffset LastModified)
{
    private static readonly Dictionary<string, string> None = [];

    /// <summary>What somebody who wrote it past this service has said of it; none where the storage keeps no such words.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = None;
}
