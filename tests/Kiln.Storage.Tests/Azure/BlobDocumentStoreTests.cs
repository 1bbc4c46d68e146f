using Kiln.Storage.Azure;
using Kiln.Storage.Documents;
using Kiln.Storage.Tests.Contract;

namespace Kiln.Storage.Tests.Azure;

[Collection(nameof(AzuriteCollection))]
public sealed class BlobDocumentStoreTests(AzuriteServer azurite) : DocumentStoreContract
{
    protected override Task<IDocumentStore> CreateAsync() =>
        Task.FromResult<IDocumentStore>(new BlobDocumentStore(AzuriteAccounts.Create(azurite)));
}
