using System.Runtime.CompilerServices;
using Kiln.LocalHost.Hosting;
using Kiln.Storage;
using Kiln.Storage.Content;

namespace Kiln.LocalHost.Storage;

/// <summary>Content in files, with URLs that this service itself signs and serves.</summary>
internal sealed class LocalContentStore(ContentDirectory directory, LocalUrlSigner signer, ListeningAddress address, TimeProvider time)
    : IContentStore
{
    // As in the cloud: a day bounds the harm of a leaked URL.
    private static readonly TimeSpan MaximumUrlLifetime = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public async Task<ContentProperties> WriteAsync(
        ContentName name, Stream content, string contentType, CancellationToken cancellationToken = default) =>
        (await directory.WriteAsync(name, content, contentType, replace: true, cancellationToken))!;

    /// <inheritdoc/>
    public Task<Stream?> OpenReadAsync(ContentName name, CancellationToken cancellationToken = default) =>
        Task.FromResult<Stream?>(
            directory.Open(name) is { } opened ? new ContentFileStream(opened.File, opened.Properties.Length) : null);

    /// <inheritdoc/>
    public Task<ContentProperties?> GetPropertiesAsync(ContentName name, CancellationToken cancellationToken = default)
    {
        if (directory.Open(name) is not { } opened)
        {
            return Task.FromResult<ContentProperties?>(null);
        }

        opened.File.Dispose();
        return Task.FromResult<ContentProperties?>(opened.Properties);
    }

    /// <inheritdoc/>
    public Task<bool> CopyAsync(
        ContentName source, string sourceETag, ContentName target, CancellationToken cancellationToken = default) =>
        Task.Run(() => directory.Copy(source, sourceETag, target), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(ContentName name, CancellationToken cancellationToken = default) =>
        Task.FromResult(directory.Delete(name));

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(
        ContentArea area, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (string name in await Task.Run(() => directory.List(area, prefix), cancellationToken))
        {
            yield return name;
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
        StorageName.Require(name.Name);
        DateTimeOffset expiresAt = ExpiresAt(lifetime);
        LocalUrl permission = new("PUT", name, expiresAt.ToUnixTimeSeconds(), contentType, maximumLength);
        Dictionary<string, string> headers = new() { ["Content-Type"] = contentType };
        return new PresignedUpload(await SignAsync(permission, cancellationToken), headers, expiresAt);
    }

    /// <inheritdoc/>
    public Task<Uri> CreateDownloadUrlAsync(
        ContentName name, string fileName, TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        StorageName.Require(name.Name);
        return SignAsync(new LocalUrl("GET", name, ExpiresAt(lifetime).ToUnixTimeSeconds(), FileName: fileName), cancellationToken);
    }

    // Whole seconds, as the URL carries them; rounded up, so that a short life is not none.
    private DateTimeOffset ExpiresAt(TimeSpan lifetime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        DateTimeOffset end = time.GetUtcNow() + (lifetime < MaximumUrlLifetime ? lifetime : MaximumUrlLifetime);
        return DateTimeOffset.FromUnixTimeSeconds((long)Math.Ceiling((end - DateTimeOffset.UnixEpoch).TotalSeconds));
    }

    private async Task<Uri> SignAsync(LocalUrl url, CancellationToken cancellationToken)
    {
        // Work that a restart resumes may get here before the listener has its port.
        await address.WhenListening.WaitAsync(cancellationToken);
        string root = address.PublicUrl.AbsoluteUri.TrimEnd('/');
        return new Uri($"{root}{url.ToPathAndQuery()}&{LocalUrl.SignatureName}={signer.Sign(url)}");
    }
}
