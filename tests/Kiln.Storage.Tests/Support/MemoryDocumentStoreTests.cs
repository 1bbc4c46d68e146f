using Kiln.Storage.Documents;
using Kiln.Storage.Tests.Contract;

namespace Kiln.Storage.Tests.Support;

public sealed class MemoryDocumentStoreTests : DocumentStoreContract
{
    protected override Task<IDocumentStore> CreateAsync() => Task.FromResult<IDocumentStore>(new MemoryDocumentStore());
}
