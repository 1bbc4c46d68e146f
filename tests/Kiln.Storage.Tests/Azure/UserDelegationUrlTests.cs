using System.Globalization;
using System.Web;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Kiln.Storage.Azure;
using Kiln.Storage.Content;
using Kiln.Storage.Tests.Contract;

namespace Kiln.Storage.Tests.Azure;

public sealed class UserDelegationUrlTests(AzuriteHttpsServer azurite) : PresignedUrlContract, IClassFixture<AzuriteHttpsServer>
{
    private static readonly ContentName Name = new(ContentArea.Outputs, "org/a");
    private BlobContentStore _store = null!;

    [Fact]
    public async Task One_key_signs_many_urls()
    {
        string first = await SignedKeyExpiryAsync(TimeSpan.FromMinutes(5));
        string second = await SignedKeyExpiryAsync(TimeSpan.FromHours(20));

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task A_url_lives_for_a_day_at_most_and_not_longer_than_its_key()
    {
        Uri url = await _store.CreateDownloadUrlAsync(Name, "a", TimeSpan.FromDays(30));
        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(url.Query);
        DateTimeOffset urlEnd = DateTimeOffset.Parse(query["se"]!, CultureInfo.InvariantCulture);
        DateTimeOffset keyEnd = DateTimeOffset.Parse(query["ske"]!, CultureInfo.InvariantCulture);

        Assert.InRange(urlEnd, DateTimeOffset.UtcNow.AddHours(23), DateTimeOffset.UtcNow.AddHours(24));
        Assert.True(urlEnd < keyEnd);
        Assert.Equal("https", query["spr"]);
    }

    protected override Task<(IContentStore Store, HttpClient Client)> CreateAsync()
    {
        BlobClientOptions options = new() { Transport = new HttpClientTransport(AzuriteHttpsServer.CreateHandler()) };
        BlobServiceClient service = new(azurite.Endpoint, new FakeIdentity(), options);
        _store = new BlobContentStore(new BlobStorageAccount(service, $"t{Guid.NewGuid():N}-", TimeProvider.System));
        return Task.FromResult<(IContentStore, HttpClient)>((_store, new HttpClient(AzuriteHttpsServer.CreateHandler())));
    }

    private async Task<string> SignedKeyExpiryAsync(TimeSpan lifetime)
    {
        Uri url = await _store.CreateDownloadUrlAsync(Name, "a", lifetime);
        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(url.Query);
        return $"{query["skt"]}–{query["ske"]}";
    }
}
