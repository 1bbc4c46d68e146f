using System.Net;
using System.Net.Http.Headers;
using Kiln.Storage.Content;

namespace Kiln.Storage.Tests.Contract;

/// <summary>What every content store's URLs owe those who hold them, who have nothing but an HTTP client.</summary>
public abstract class PresignedUrlContract : IAsyncLifetime
{
    private static readonly ContentName Name = new(ContentArea.Quarantine, "org/uploads/1/Crate.glb");
    private IContentStore _store = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync() => (_store, _client) = await CreateAsync();

    public virtual Task DisposeAsync()
    {
        _client.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3_000_000)]
    public async Task An_upload_url_takes_the_bytes(int length)
    {
        byte[] bytes = Bytes(length);
        PresignedUpload upload = await _store.CreateUploadAsync(Name, "model/gltf-binary", TimeSpan.FromMinutes(5));

        using HttpResponseMessage response = await PutAsync(upload, bytes);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        ContentProperties properties = (await _store.GetPropertiesAsync(Name))!;
        Assert.Equal((length, "model/gltf-binary"), ((int)properties.Length, properties.ContentType));
        await using Stream stream = (await _store.OpenReadAsync(Name))!;
        using MemoryStream copy = new();
        await stream.CopyToAsync(copy);
        Assert.True(bytes.AsSpan().SequenceEqual(copy.ToArray()), "The content differs.");
    }

    [Fact]
    public async Task An_upload_url_writes_once()
    {
        PresignedUpload upload = await _store.CreateUploadAsync(Name, "x/y", TimeSpan.FromMinutes(5));
        (await PutAsync(upload, [1])).Dispose();
        string etag = (await _store.GetPropertiesAsync(Name))!.ETag;

        using HttpResponseMessage second = await PutAsync(upload, [2]);

        Assert.Contains(second.StatusCode, new[] { HttpStatusCode.Forbidden, HttpStatusCode.Conflict });
        Assert.Equal(etag, (await _store.GetPropertiesAsync(Name))!.ETag);
    }

    [Fact]
    public async Task An_upload_url_does_not_read_delete_or_reach_another_name()
    {
        PresignedUpload upload = await _store.CreateUploadAsync(Name, "x/y", TimeSpan.FromMinutes(5));
        (await PutAsync(upload, [1])).Dispose();
        Uri other = new(upload.Url.AbsoluteUri.Replace("Crate.glb", "Other.glb", StringComparison.Ordinal));

        using HttpResponseMessage read = await _client.GetAsync(upload.Url);
        using HttpResponseMessage deleted = await _client.DeleteAsync(upload.Url);
        using HttpResponseMessage elsewhere = await PutAsync(upload with { Url = other }, [1]);

        Assert.False(read.IsSuccessStatusCode);
        Assert.False(deleted.IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, elsewhere.StatusCode);
        Assert.NotNull(await _store.GetPropertiesAsync(Name));
    }

    [Fact]
    public async Task An_upload_url_without_its_headers_is_refused()
    {
        PresignedUpload upload = await _store.CreateUploadAsync(Name, "x/y", TimeSpan.FromMinutes(5));

        using HttpResponseMessage response = await _client.PutAsync(upload.Url, new ByteArrayContent([1]));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(await _store.GetPropertiesAsync(Name));
    }

    [Fact]
    public async Task A_download_url_gives_the_bytes_as_a_named_attachment()
    {
        byte[] bytes = Bytes(1_000_000);
        await _store.WriteAsync(Name, new MemoryStream(bytes), "model/gltf-binary");
        Uri url = await _store.CreateDownloadUrlAsync(Name, "Würfel 1.glb", TimeSpan.FromMinutes(5));

        using HttpResponseMessage response = await _client.GetAsync(url);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("model/gltf-binary", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("Würfel 1.glb", response.Content.Headers.ContentDisposition.FileNameStar);
        Assert.NotNull(response.Headers.ETag);
        byte[] received = await response.Content.ReadAsByteArrayAsync();
        Assert.True(bytes.AsSpan().SequenceEqual(received), "The content differs.");
    }

    [Fact]
    public async Task A_download_url_gives_a_range()
    {
        byte[] bytes = Bytes(100_000);
        await _store.WriteAsync(Name, new MemoryStream(bytes), "x/y");
        Uri url = await _store.CreateDownloadUrlAsync(Name, "a.glb", TimeSpan.FromMinutes(5));
        using HttpRequestMessage request = new(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(10, 19) } };

        using HttpResponseMessage response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(bytes[10..20], await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_download_url_of_absent_content_is_not_found()
    {
        Uri url = await _store.CreateDownloadUrlAsync(Name, "a.glb", TimeSpan.FromMinutes(5));

        using HttpResponseMessage response = await _client.GetAsync(url);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_download_url_does_not_write()
    {
        await _store.WriteAsync(Name, new MemoryStream([1]), "x/y");
        Uri url = await _store.CreateDownloadUrlAsync(Name, "a.glb", TimeSpan.FromMinutes(5));
        Dictionary<string, string> headers = new() { ["Content-Type"] = "x/y", ["x-ms-blob-type"] = "BlockBlob" };

        using HttpResponseMessage response = await PutAsync(new PresignedUpload(url, headers, DateTimeOffset.UtcNow), [2]);

        Assert.False(response.IsSuccessStatusCode);
        Assert.Equal(1, (await _store.GetPropertiesAsync(Name))!.Length);
    }

    [Fact]
    public async Task A_forged_url_is_refused()
    {
        await _store.WriteAsync(Name, new MemoryStream([1]), "x/y");
        Uri url = await _store.CreateDownloadUrlAsync(Name, "harmless.glb", TimeSpan.FromMinutes(5));
        Uri forged = new(url.AbsoluteUri.Replace("harmless", "dangerous", StringComparison.Ordinal));

        using HttpResponseMessage response = await _client.GetAsync(forged);

        Assert.NotEqual(url, forged);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    protected abstract Task<(IContentStore Store, HttpClient Client)> CreateAsync();

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(index => (byte)(index * 31 >> 3))];

    private Task<HttpResponseMessage> PutAsync(PresignedUpload upload, byte[] bytes)
    {
        HttpRequestMessage request = new(HttpMethod.Put, upload.Url) { Content = new ByteArrayContent(bytes) };
        foreach ((string name, string value) in upload.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return _client.SendAsync(request);
    }
}
