using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;

namespace Kiln.Storage.Azure;

/// <summary>Signs with a user delegation key that the account issues to the service's identity and that is kept until it is old.</summary>
internal sealed class UserDelegationUrlSigner(BlobServiceClient service, TimeProvider time) : BlobUrlSigner(time)
{
    // Storage issues keys for at most seven days, counted by its own clock; the day less allows for any skew.
    private static readonly TimeSpan KeyLifetime = TimeSpan.FromDays(6);

    // The storage's clock may be behind ours; a key that begins in its future would sign nothing yet.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private volatile UserDelegationKey? _key;

    protected override async ValueTask<Uri> SignAsync(BlobClient blob, BlobSasBuilder builder, CancellationToken cancellationToken)
    {
        UserDelegationKey key = await GetKeyAsync(builder.ExpiresOn, cancellationToken);
        BlobUriBuilder url = new(blob.Uri) { Sas = builder.ToSasQueryParameters(key, blob.AccountName) };
        return url.ToUri();
    }

    private async Task<UserDelegationKey> GetKeyAsync(DateTimeOffset neededUntil, CancellationToken cancellationToken)
    {
        // A URL dies with its key, so a key that ends before the URL is of no use.
        if (_key is { } current && current.SignedExpiresOn > neededUntil)
        {
            return current;
        }

        // Several who find it old at once ask several times; every key they get is good.
        DateTimeOffset now = Time.GetUtcNow();
        UserDelegationKey key = await service.GetUserDelegationKeyAsync(now - ClockSkew, now + KeyLifetime, cancellationToken);
        _key = key;
        return key;
    }
}
