using Azure.Storage.Blobs;
using Azure.Storage.Sas;

namespace Kiln.Storage.Azure;

/// <summary>Signs with the account key that came in the connection string (service SAS).</summary>
internal sealed class SharedKeyUrlSigner(TimeProvider time) : BlobUrlSigner(time)
{
    protected override ValueTask<Uri> SignAsync(BlobClient blob, BlobSasBuilder builder, CancellationToken cancellationToken) =>
        ValueTask.FromResult(blob.GenerateSasUri(builder));
}
