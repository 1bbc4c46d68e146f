using Kiln.Storage.Azure;
using Kiln.Storage.Content;
using Kiln.Storage.Tests.Contract;

namespace Kiln.Storage.Tests.Azure;

[Collection(nameof(AzuriteCollection))]
public sealed class SharedKeyUrlTests(AzuriteServer azurite) : PresignedUrlContract
{
    protected override Task<(IContentStore Store, HttpClient Client)> CreateAsync() =>
        Task.FromResult<(IContentStore, HttpClient)>((new BlobContentStore(AzuriteAccounts.Create(azurite)), new HttpClient()));
}
