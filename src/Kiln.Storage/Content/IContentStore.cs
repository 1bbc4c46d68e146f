namespace Kiln.Storage.Content;

/// <summary>
/// Large content, streamed. A write that was awaited is durable and whole: a reader sees the old content or the new, never a part.
/// </summary>
public interface IContentStore
{
    /// <summary>Writes content from a stream of unknown length, replacing what was there.</summary>
    Task<ContentProperties> WriteAsync(
        ContentName name, Stream content, string contentType, CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens content for reading; the stream can seek, so ranges and archives read only what they need. Null when there is none.
    /// </summary>
    Task<Stream?> OpenReadAsync(ContentName name, CancellationToken cancellationToken = default);

    /// <summary>Reads the properties, or null when there is no such content.</summary>
    Task<ContentProperties?> GetPropertiesAsync(ContentName name, CancellationToken cancellationToken = default);

    /// <summary>
    /// Copies content within the store; false when the source is absent or no longer has the given ETag, and then nothing is written.
    /// </summary>
    Task<bool> CopyAsync(ContentName source, string sourceETag, ContentName target, CancellationToken cancellationToken = default);

    /// <summary>Deletes content; false when it was absent.</summary>
    Task<bool> DeleteAsync(ContentName name, CancellationToken cancellationToken = default);

    /// <summary>The names in an area that begin with a prefix, in ordinal order.</summary>
    IAsyncEnumerable<string> ListAsync(ContentArea area, string prefix, CancellationToken cancellationToken = default);

    /// <summary>
    /// Mints a write-only URL for one name that takes one <c>PUT</c>: a second one is refused with 403 or 409. Where the storage
    /// can, it also refuses a body over <paramref name="maximumLength"/> bytes (413); who trusts the size must check it again.
    /// </summary>
    Task<PresignedUpload> CreateUploadAsync(
        ContentName name,
        string contentType,
        TimeSpan lifetime,
        long? maximumLength = null,
        CancellationToken cancellationToken = default);

    /// <summary>Mints a read-only URL that downloads under the given file name.</summary>
    Task<Uri> CreateDownloadUrlAsync(
        ContentName name, string fileName, TimeSpan lifetime, CancellationToken cancellationToken = default);
}
