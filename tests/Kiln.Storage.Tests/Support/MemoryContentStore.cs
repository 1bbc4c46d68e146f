using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Kiln.Storage.Content;

namespace Kiln.Storage.Tests.Support;

/// <summary>Content in memory, for tests of what is written over the port.</summary>
internal sealed class MemoryContentStore(TimeProvider time) : IContentStore
{
    private readonly ConcurrentDictionary<ContentName, (byte[] Bytes, ContentProperties Properties)> _content = new();
    private int _versions;

    public async Task<ContentProperties> WriteAsync(
        ContentName name, Stream content, string contentType, CancellationToken cancellationToken = default)
    {
        using MemoryStream copy = new();
        await content.CopyToAsync(copy, cancellationToken);
        ContentProperties properties = new(copy.Length, $"v{Interlocked.Increment(ref _versions)}", contentType, time.GetUtcNow());
        _content[name] = (copy.ToArray(), properties);
        return properties;
    }

    public Task<Stream?> OpenReadAsync(ContentName name, CancellationToken cancellationToken = default) =>
        Task.FromResult<Stream?>(_content.TryGetValue(name, out var found) ? new MemoryStream(found.Bytes, writable: false) : null);

    public Task<ContentProperties?> GetPropertiesAsync(ContentName name, CancellationToken cancellationToken = default) =>
        Task.FromResult(_content.TryGetValue(name, out var found) ? found.Properties : null);

    public async Task<bool> CopyAsync(
        ContentName source, string sourceETag, ContentName target, CancellationToken cancellationToken = default)
    {
        if (!_content.TryGetValue(source, out var found) || found.Properties.ETag != sourceETag)
        {
            return false;
        }

        await WriteAsync(target, new MemoryStream(found.Bytes), found.Properties.ContentType, cancellationToken);
        return true;
    }

    public Task<bool> DeleteAsync(ContentName name, CancellationToken cancellationToken = default) =>
        Task.FromResult(_content.TryRemove(name, out _));

    public async IAsyncEnumerable<string> ListAsync(
        ContentArea area, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (ContentName name in _content.Keys.Where(name => name.Area == area).OrderBy(name => name.Name, StringComparer.Ordinal))
        {
            if (name.Name.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return name.Name;
            }
        }
    }

    public Task<PresignedUpload> CreateUploadAsync(
        ContentName name, string contentType, TimeSpan lifetime, long? maximumLength = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new PresignedUpload(
            new Uri($"memory:/{name.Name}?limit={maximumLength}"), new Dictionary<string, string>(), time.GetUtcNow() + lifetime));

    public Task<Uri> CreateDownloadUrlAsync(
        ContentName name, string fileName, TimeSpan lifetime, CancellationToken cancellationToken = default) =>
        Task.FromResult(new Uri($"memory:/{name.Name}"));
}
