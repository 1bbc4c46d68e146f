using Kiln.Storage.Azure;
using Kiln.Storage.Content;
using Kiln.Storage.Tests.Contract;

namespace Kiln.Storage.Tests.Azure;

[Collection(nameof(AzuriteCollection))]
public sealed class BlobContentStoreTests(AzuriteServer azurite) : ContentStoreContract
{
    protected override Task<IContentStore> CreateAsync() =>
        Task.FromResult<IContentStore>(new BlobContentStore(AzuriteAccounts.Create(azurite)));
}
