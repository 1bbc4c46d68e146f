using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Azure;

/// <summary>Documents as block blobs of one container: the key is the blob's name, the metadata is the blob's.</summary>
public sealed class BlobDocumentStore : IDocumentStore
{
    // The name of the one write that made a version, by which a writer whose reply was lost knows its own write again.
    private const string WriteIdName = "kiln_write";

    private readonly BlobStorageAccount _account;

    /// <summary>Keeps the documents in the container <c>documents</c> of an account.</summary>
    public BlobDocumentStore(BlobStorageAccount account) => _account = account;

    /// <inheritdoc/>
    public async Task<StoredDocument?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        BlobClient blob = await GetBlobAsync(key);
        try
        {
            BlobDownloadResult result = await blob.DownloadContentAsync(cancellationToken);
            return new StoredDocument(
                key, result.Content.ToMemory(), BlobListing.Text(result.Details.ETag), WithoutWriteId(result.Details.Metadata));
        }
        catch (RequestFailedException failure) when (failure.IsBlobAbsent())
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<string?> PutAsync(
        string key, DocumentWrite write, WriteCondition condition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        BlobClient blob = await GetBlobAsync(key);
        string writeId = Guid.NewGuid().ToString("N");
        BlobUploadOptions options = new()
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            Metadata = new Dictionary<string, string>(DocumentMetadata.Require(write.Metadata)) { [WriteIdName] = writeId },
            Conditions = ToConditions(condition),
        };
        try
        {
            BlobContentInfo info = await blob.UploadAsync(BinaryData.FromBytes(write.Body), options, cancellationToken);
            return BlobListing.Text(info.ETag);
        }
        catch (RequestFailedException failure) when (options.Conditions is not null && failure.IsConditionFailed())
        {
            return await FindOwnWriteAsync(blob, writeId, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string key, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        BlobClient blob = await GetBlobAsync(key);
        BlobRequestConditions? conditions = ifMatch is null ? null : new BlobRequestConditions { IfMatch = new ETag(ifMatch) };
        try
        {
            return await blob.DeleteIfExistsAsync(DeleteSnapshotsOption.None, conditions, cancellationToken);
        }
        catch (RequestFailedException failure) when (conditions is not null && failure.IsConditionFailed())
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<DocumentPage> ListAsync(DocumentQuery query, CancellationToken cancellationToken = default) =>
        await BlobListing.ReadPageAsync(await _account.GetContainerAsync("documents"), query, cancellationToken);

    /// <inheritdoc/>
    public async Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken = default) =>
        await BlobListing.CountAsync(await _account.GetContainerAsync("documents"), query, cancellationToken);

    internal static Dictionary<string, string> WithoutWriteId(IDictionary<string, string>? metadata)
    {
        Dictionary<string, string> own = metadata is null ? [] : new(metadata);
        own.Remove(WriteIdName);
        return own;
    }

    private async Task<BlobClient> GetBlobAsync(string key) =>
        (await _account.GetContainerAsync("documents")).GetBlobClient(StorageName.Require(key));

    private static BlobRequestConditions? ToConditions(WriteCondition condition) => condition switch
    {
        { MustBeAbsent: true } => new BlobRequestConditions { IfNoneMatch = ETag.All },
        { ETag: { } etag } => new BlobRequestConditions { IfMatch = new ETag(etag) },
        _ => null,
    };

    // When a reply is lost the client library sends the write again, and the second copy is refused because the first one holds.
    private static async Task<string?> FindOwnWriteAsync(BlobClient blob, string writeId, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
            return properties.Metadata.TryGetValue(WriteIdName, out string? stored) && stored == writeId
                ? BlobListing.Text(properties.ETag)
                : null;
        }
        catch (RequestFailedException failure) when (failure.IsBlobAbsent())
        {
            return null;
        }
    }
}
