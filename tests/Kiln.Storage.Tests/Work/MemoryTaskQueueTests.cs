using Kiln.Storage.Documents;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Work;

public sealed class MemoryTaskQueueTests : TaskQueueContract
{
    protected override Task<IDocumentStore> CreateStoreAsync() => Task.FromResult<IDocumentStore>(new MemoryDocumentStore());
}
