using Kiln.Storage.Azure;
using Kiln.Storage.Documents;
using Kiln.Storage.Tests.Work;

namespace Kiln.Storage.Tests.Azure;

[Collection(nameof(AzuriteCollection))]
public sealed class BlobTaskQueueRaceTests(AzuriteServer azurite) : TaskQueueRaceContract
{
    protected override Task<IDocumentStore> CreateStoreAsync() =>
        Task.FromResult<IDocumentStore>(new BlobDocumentStore(AzuriteAccounts.Create(azurite)));
}
