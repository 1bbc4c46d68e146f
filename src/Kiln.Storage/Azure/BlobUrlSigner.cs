using Azure.Storage.Blobs;
using Azure.Storage.Sas;

namespace Kiln.Storage.Azure;

/// <summary>Signs URLs that permit one operation on one blob; who signs is a matter of how the service signs in to the account.</summary>
internal abstract class BlobUrlSigner(TimeProvider time)
{
    /// <summary>The longest a signed URL lives. A day bounds the harm of a leaked one and fits the delegation key's refresh.</summary>
    public static readonly TimeSpan MaximumLifetime = TimeSpan.FromDays(1);

    protected TimeProvider Time { get; } = time;

    /// <summary>Signs a URL for one blob.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="permissions">What the holder may do.</param>
    /// <param name="lifetime">How long; cut to <see cref="MaximumLifetime"/>.</param>
    /// <param name="contentDisposition">What downloads carry as <c>Content-Disposition</c>; null for none.</param>
    /// <param name="cancellationToken">Stops the wait for a key.</param>
    /// <returns>The URL and the end of its life.</returns>
    public async Task<(Uri Url, DateTimeOffset ExpiresAt)> SignAsync(
        BlobClient blob,
        BlobSasPermissions permissions,
        TimeSpan lifetime,
        string? contentDisposition,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        DateTimeOffset expiresAt = Time.GetUtcNow() + (lifetime < MaximumLifetime ? lifetime : MaximumLifetime);

        // No start time: the storage's clock may be behind ours, and the URL would not work yet.
        BlobSasBuilder builder = new(permissions, expiresAt)
        {
            BlobContainerName = blob.BlobContainerName,
            BlobName = blob.Name,
            Resource = "b",
            ContentDisposition = contentDisposition,
            Protocol = blob.Uri.Scheme == Uri.UriSchemeHttps ? SasProtocol.Https : SasProtocol.HttpsAndHttp,
        };
        return (await SignAsync(blob, builder, cancellationToken), expiresAt);
    }

    protected abstract ValueTask<Uri> SignAsync(BlobClient blob, BlobSasBuilder builder, CancellationToken cancellationToken);
}
