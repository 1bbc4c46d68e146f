using Kiln.Storage.Documents;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Work;

public sealed class MemoryTaskQueueRaceTests : TaskQueueRaceContract
{
    protected override Task<IDocumentStore> CreateStoreAsync() => Task.FromResult<IDocumentStore>(new MemoryDocumentStore());
}
