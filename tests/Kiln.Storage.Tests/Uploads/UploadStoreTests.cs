using System.Security.Cryptography;
using Kiln.Storage.Content;
using Kiln.Storage.Tests.Support;
using Kiln.Storage.Uploads;

namespace Kiln.Storage.Tests.Uploads;

public sealed class UploadStoreTests
{
    private static readonly byte[] Bytes = [1, 2, 3, 4];
    private static readonly ContentName Target = new(ContentArea.Inputs, "acme/jobs/1/input");
    private readonly SetTime _time = new();
    private readonly MemoryContentStore _content;
    private readonly MemoryDocumentStore _documents = new();
    private readonly UploadStore _uploads;

    public UploadStoreTests()
    {
        _content = new MemoryContentStore(_time);
        _uploads = new UploadStore(_documents, _content, new UploadOptions(), _time);
    }

    [Fact]
    public async Task An_announced_upload_is_pending_with_a_url_of_its_own()
    {
        (Upload upload, PresignedUpload url) = await CreateAsync();

        Assert.Equal(UploadStatus.Pending, (await _uploads.GetAsync("acme", upload.Id))!.Value.Status);
        Assert.EndsWith($"acme/uploads/{upload.Id}?limit=4", url.Url.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(_time.Now.AddMinutes(15), upload.UrlExpiresAt);
        Assert.Equal(_time.Now.AddHours(24), upload.ExpiresAt);
        Assert.IsType<UploadTaking.NotReceived>(await _uploads.TakeAsync("acme", upload.Id, Target));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_received_upload_becomes_the_input_of_several_jobs(bool withChecksum)
    {
        (Upload upload, _) = await CreateAsync(withChecksum ? Convert.ToHexString(SHA256.HashData(Bytes)) : null);
        await SendAsync(upload, Bytes);

        Assert.Equal(UploadStatus.Received, (await _uploads.GetAsync("acme", upload.Id))!.Value.Status);
        foreach (string job in new[] { "1", "2" })
        {
            ContentName target = new(ContentArea.Inputs, $"acme/jobs/{job}/input");
            UploadTaking.Taken taken = Assert.IsType<UploadTaking.Taken>(await _uploads.TakeAsync("acme", upload.Id, target));
            Assert.Equal(4, taken.Properties.Length);
            Assert.NotNull(await _content.GetPropertiesAsync(target));
        }
    }

    [Fact]
    public async Task A_wrong_size_is_rejected_and_stays_so()
    {
        (Upload upload, _) = await CreateAsync();
        await SendAsync(upload, [1, 2, 3]);

        for (int round = 0; round < 2; round++)
        {
            UploadTaking.Rejected rejected = Assert.IsType<UploadTaking.Rejected>(await _uploads.TakeAsync("acme", upload.Id, Target));
            Assert.Equal("Upload does not match its declared size", rejected.Error);
            Assert.Equal(UploadStatus.Rejected, (await _uploads.GetAsync("acme", upload.Id))!.Value.Status);
        }

        Assert.Null(await _content.GetPropertiesAsync(Target));
    }

    [Fact]
    public async Task A_wrong_checksum_is_rejected_and_stays_so()
    {
        (Upload upload, _) = await CreateAsync(new string('0', 64));
        await SendAsync(upload, Bytes);

        UploadTaking.Rejected rejected = Assert.IsType<UploadTaking.Rejected>(await _uploads.TakeAsync("acme", upload.Id, Target));

        Assert.Equal("Upload does not match its declared checksum", rejected.Error);
        (Upload stored, UploadStatus status) = (await _uploads.GetAsync("acme", upload.Id))!.Value;
        Assert.Equal((UploadStatus.Rejected, rejected.Error), (status, stored.Error));
        Assert.Null(await _content.GetPropertiesAsync(Target));
    }

    [Fact]
    public async Task Without_bytes_an_upload_expires_with_its_url_and_with_them_a_day_later()
    {
        (Upload empty, _) = await CreateAsync();
        (Upload sent, _) = await CreateAsync();
        await SendAsync(sent, Bytes);
        _time.Now += TimeSpan.FromMinutes(15);
        Assert.Equal(UploadStatus.Expired, (await _uploads.GetAsync("acme", empty.Id))!.Value.Status);
        Assert.Equal(UploadStatus.Received, (await _uploads.GetAsync("acme", sent.Id))!.Value.Status);

        _time.Now += TimeSpan.FromHours(24);

        Assert.Equal(UploadStatus.Expired, (await _uploads.GetAsync("acme", sent.Id))!.Value.Status);
        Assert.IsType<UploadTaking.Expired>(await _uploads.TakeAsync("acme", sent.Id, Target));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("0195a3c0-7b1e-7c44-9d0a-2f6f0c1d9e11")]
    public async Task What_is_not_there_is_not_found(string id)
    {
        Assert.Null(await _uploads.GetAsync("acme", id));
        Assert.IsType<UploadTaking.NotFound>(await _uploads.TakeAsync("acme", id, Target));
    }

    [Fact]
    public async Task Another_organisation_does_not_find_an_upload()
    {
        (Upload upload, _) = await CreateAsync();
        await SendAsync(upload, Bytes);

        Assert.Null(await _uploads.GetAsync("other", upload.Id));
        Assert.IsType<UploadTaking.NotFound>(await _uploads.TakeAsync("other", upload.Id, Target));
    }

    [Fact]
    public async Task Expired_uploads_are_purged_with_their_bytes()
    {
        (Upload old, _) = await CreateAsync();
        await SendAsync(old, Bytes);
        _time.Now += TimeSpan.FromHours(24.5);
        (Upload young, _) = await CreateAsync();
        await SendAsync(young, Bytes);

        Assert.Equal(1, await _uploads.PurgeAsync("acme"));

        Assert.Null(await _uploads.GetAsync("acme", old.Id));
        Assert.NotNull(await _uploads.GetAsync("acme", young.Id));
        Assert.Null(await _content.GetPropertiesAsync(Quarantined(old)));
        Assert.NotNull(await _content.GetPropertiesAsync(Quarantined(young)));
    }

    private static ContentName Quarantined(Upload upload) => new(ContentArea.Quarantine, $"acme/uploads/{upload.Id}");

    private Task<(Upload Upload, PresignedUpload Url)> CreateAsync(string? checksum = null) =>
        _uploads.CreateAsync(new NewUpload("acme", "Würfel.glb", Bytes.Length, ChecksumSha256: checksum));

    private Task<ContentProperties> SendAsync(Upload upload, byte[] bytes) =>
        _content.WriteAsync(Quarantined(upload), new MemoryStream(bytes), upload.ContentType);
}
