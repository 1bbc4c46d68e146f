using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using Kiln.Storage.Content;

namespace Kiln.Storage.Azure;

/// <summary>Content as block blobs, one container for each area.</summary>
public sealed class BlobContentStore : IContentStore
{
    private readonly BlobStorageAccount _account;

    /// <summary>Keeps the content in the containers <c>inputs</c>, <c>outputs</c> and <c>quarantine</c> of an account.</summary>
    public BlobContentStore(BlobStorageAccount account) => _account = account;

    /// <inheritdoc/>
    public async Task<ContentProperties> WriteAsync(
        ContentName name, Stream content, string contentType, CancellationToken cancellationToken = default)
    {
        BlobClient blob = await GetBlobAsync(name);

        // The blocks become the blob in one commit at the end; until then readers see what was there before.
        BlobUploadOptions options = new() { HttpHeaders = new BlobHttpHeaders { ContentType = contentType } };
        await blob.UploadAsync(content, options, cancellationToken);
        return await GetPropertiesAsync(name, cancellationToken)
            ?? throw new InvalidOperationException($"Content '{name.Name}' was deleted while it was being written.");
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenReadAsync(ContentName name, CancellationToken cancellationToken = default)
    {
        BlobClient blob = await GetBlobAsync(name);
        if (await GetWholeAsync(blob, cancellationToken) is not { } properties)
        {
            return null;
        }

        // The condition keeps a stream on the version that it began with.
        BlobOpenReadOptions options = new(allowModifications: false)
        {
            Conditions = new BlobRequestConditions { IfMatch = properties.ETag },
        };
        try
        {
            return await blob.OpenReadAsync(options, cancellationToken);
        }
        catch (RequestFailedException failure) when (failure.IsConditionFailed())
        {
            // Replaced or deleted since: begin again with what is there now.
            return await OpenReadAsync(name, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<ContentProperties?> GetPropertiesAsync(ContentName name, CancellationToken cancellationToken = default)
    {
        BlobProperties? properties = await GetWholeAsync(await GetBlobAsync(name), cancellationToken);
        if (properties is null)
        {
            return null;
        }

        ContentProperties found = new(
            properties.ContentLength, BlobListing.Text(properties.ETag), properties.ContentType, properties.LastModified);
        return properties.Metadata.Count == 0 ? found : found with { Metadata = properties.Metadata.AsReadOnly() };
    }

    /// <inheritdoc/>
    public async Task<bool> CopyAsync(
        ContentName source, string sourceETag, ContentName target, CancellationToken cancellationToken = default)
    {
        BlobClient from = await GetBlobAsync(source);
        BlobClient to = await GetBlobAsync(target);

        // The copy runs inside the storage, whatever the size; the storage holds it to the version that the condition named.
        BlobCopyFromUriOptions options = new() { SourceConditions = new BlobRequestConditions { IfMatch = new ETag(sourceETag) } };
        try
        {
            CopyFromUriOperation copy = await to.StartCopyFromUriAsync(from.Uri, options, cancellationToken);
            await copy.WaitForCompletionAsync(cancellationToken);
        }
        catch (RequestFailedException failure) when (failure.IsConditionFailed())
        {
            return false;
        }

        BlobProperties properties = await to.GetPropertiesAsync(cancellationToken: cancellationToken);
        if (properties.CopyStatus is CopyStatus.Success)
        {
            return true;
        }

        await to.DeleteIfExistsAsync(cancellationToken: cancellationToken);
        return await GetPropertiesAsync(source, cancellationToken) is { } now && now.ETag == sourceETag
            ? throw new IOException($"Blob storage could not copy '{source.Name}': {properties.CopyStatusDescription}")
            : false;
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(ContentName name, CancellationToken cancellationToken = default) =>
        await (await GetBlobAsync(name)).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(
        ContentArea area, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        BlobContainerClient container = await GetContainerAsync(area);
        AsyncPageable<BlobItem> blobs = container.GetBlobsAsync(
            BlobTraits.CopyStatus, BlobStates.None, StorageName.RequirePrefix(prefix), cancellationToken);
        await foreach (BlobItem blob in blobs)
        {
            if (blob.Properties.CopyStatus is null or CopyStatus.Success)
            {
                yield return blob.Name;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<PresignedUpload> CreateUploadAsync(
        ContentName name,
        string contentType,
        TimeSpan lifetime,
        long? maximumLength = null,
        CancellationToken cancellationToken = default)
    {
        // "Create" without "write" takes a single Put Blob over nothing: the holder cannot change what was checked. It cannot
        // cap the size, which is why the length is checked again before an upload is taken over.
        (Uri url, DateTimeOffset expiresAt) = await _account.Signer.SignAsync(
            await GetBlobAsync(name), BlobSasPermissions.Create, lifetime, contentDisposition: null, cancellationToken);
        Dictionary<string, string> headers = new() { ["Content-Type"] = contentType, ["x-ms-blob-type"] = "BlockBlob" };
        return new PresignedUpload(url, headers, expiresAt);
    }

    /// <inheritdoc/>
    public async Task<Uri> CreateDownloadUrlAsync(
        ContentName name, string fileName, TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        BlobClient blob = await GetBlobAsync(name);
        string disposition = ContentDisposition.Attachment(fileName);
        return (await _account.Signer.SignAsync(blob, BlobSasPermissions.Read, lifetime, disposition, cancellationToken)).Url;
    }

    // A copy that has not ended, or that failed, is no content: nobody may see a part.
    private static async Task<BlobProperties?> GetWholeAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
            bool whole = properties.CopyId is null || properties.CopyStatus is CopyStatus.Success;
            return whole ? properties : null;
        }
        catch (RequestFailedException failure) when (failure.IsBlobAbsent())
        {
            return null;
        }
    }

    private async Task<BlobClient> GetBlobAsync(ContentName name) =>
        (await GetContainerAsync(name.Area)).GetBlobClient(StorageName.Require(name.Name));

    private Task<BlobContainerClient> GetContainerAsync(ContentArea area) => _account.GetContainerAsync(area switch
    {
        ContentArea.Inputs => "inputs",
        ContentArea.Outputs => "outputs",
        ContentArea.Quarantine => "quarantine",
        _ => throw new ArgumentOutOfRangeException(nameof(area), area, "There is no such content area."),
    });
}
