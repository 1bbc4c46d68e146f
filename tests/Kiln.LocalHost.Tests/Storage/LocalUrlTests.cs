using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kiln.Storage.Content;
using Kiln.Storage.Tests.Contract;

namespace Kiln.LocalHost.Tests.Storage;

public sealed class LocalUrlTests : PresignedUrlContract
{
    private static readonly ContentName Name = new(ContentArea.Quarantine, "org/uploads/1/Crate.glb");
    private readonly HttpClient _client = new();
    private LocalContentHost _host = null!;

    public override async Task DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task An_expired_url_is_refused_with_a_problem_document()
    {
        await _host.Store.WriteAsync(Name, new MemoryStream([1]), "x/y");
        Uri url = await _host.Store.CreateDownloadUrlAsync(Name, "a", TimeSpan.FromMinutes(5));
        _host.Time.Ahead = TimeSpan.FromMinutes(5.1);

        using HttpResponseMessage response = await _client.GetAsync(url);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("FORBIDDEN", problem.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("expires=", "expires=9")]
    [InlineData("/quarantine/", "/inputs/")]
    [InlineData("limit=10", "limit=100000")]
    [InlineData("limit=10", "limit=x")]
    [InlineData("&limit=10", "")]
    [InlineData("type=x%2Fy", "type=text%2Fhtml")]
    [InlineData("&signature=", "&other=")]
    [InlineData("signature=", "signature=%00")]
    public async Task Every_part_of_a_url_is_signed(string part, string forged)
    {
        PresignedUpload upload = await _host.Store.CreateUploadAsync(Name, "x/y", TimeSpan.FromMinutes(5), maximumLength: 10);
        string url = upload.Url.AbsoluteUri.Replace(part, forged, StringComparison.Ordinal);

        using HttpResponseMessage response = await PutAsync(new Uri(url), [1]);

        Assert.NotEqual(upload.Url.AbsoluteUri, url);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upload_over_its_limit_is_refused_and_leaves_nothing(bool chunked)
    {
        PresignedUpload upload = await _host.Store.CreateUploadAsync(Name, "x/y", TimeSpan.FromMinutes(5), maximumLength: 100_000);

        using HttpResponseMessage over = await PutAsync(upload.Url, new byte[100_001], chunked);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, over.StatusCode);
        Assert.Null(await _host.Store.GetPropertiesAsync(Name));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_host.Root, "incoming")));

        using HttpResponseMessage exact = await PutAsync(upload.Url, new byte[100_000], chunked);
        Assert.Equal(HttpStatusCode.Created, exact.StatusCode);
    }

    [Fact]
    public async Task An_upload_larger_than_the_servers_own_limit_is_taken()
    {
        PresignedUpload upload = await _host.Store.CreateUploadAsync(Name, "x/y", TimeSpan.FromMinutes(5));

        using HttpResponseMessage response = await PutAsync(upload.Url, new byte[31_000_000], chunked: true);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(31_000_000, (await _host.Store.GetPropertiesAsync(Name))!.Length);
    }

    [Fact]
    public async Task Of_racing_uploads_to_one_url_one_is_taken()
    {
        PresignedUpload upload = await _host.Store.CreateUploadAsync(Name, "x/y", TimeSpan.FromMinutes(5));

        HttpResponseMessage[] responses = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(index => PutAsync(upload.Url, [.. Enumerable.Repeat((byte)index, 50_000)])));

        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.Created);
        Assert.All(responses, response => Assert.Contains(response.StatusCode, new[] { HttpStatusCode.Created, HttpStatusCode.Conflict }));
    }

    [Fact]
    public async Task A_repeated_download_with_the_etag_is_not_modified()
    {
        await _host.Store.WriteAsync(Name, new MemoryStream([1]), "x/y");
        Uri url = await _host.Store.CreateDownloadUrlAsync(Name, "a", TimeSpan.FromMinutes(5));
        using HttpResponseMessage first = await _client.GetAsync(url);
        using HttpRequestMessage again = new(HttpMethod.Get, url);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using HttpResponseMessage second = await _client.SendAsync(again);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task A_head_request_gives_the_length_without_the_bytes()
    {
        await _host.Store.WriteAsync(Name, new MemoryStream(new byte[1234]), "x/y");
        Uri url = await _host.Store.CreateDownloadUrlAsync(Name, "a", TimeSpan.FromMinutes(5));

        using HttpResponseMessage response = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Head, url));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1234, response.Content.Headers.ContentLength);
    }

    protected override async Task<(IContentStore Store, HttpClient Client)> CreateAsync()
    {
        _host = await LocalContentHost.StartAsync();
        return (_host.Store, _client);
    }

    private Task<HttpResponseMessage> PutAsync(Uri url, byte[] bytes, bool chunked = false)
    {
        ByteArrayContent content = new(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", "x/y");
        HttpRequestMessage request = new(HttpMethod.Put, url) { Content = content };
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        return _client.SendAsync(request);
    }
}
