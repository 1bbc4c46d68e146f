using Kiln.Storage.Batches;
using Kiln.Storage.Credits;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;
using Kiln.Storage.Organisations;

namespace Kiln.Storage.Tests.Support;

/// <summary>What one process of the service makes of a document store, as far as credits are concerned.</summary>
internal sealed class CreditedProcess
{
    public CreditedProcess(IDocumentStore documents, TimeProvider time)
    {
        Jobs = new JobStore(documents, new JobStoreOptions { OtherProcessesInterval = TimeSpan.FromSeconds(1) }, time);
        Accounts = new AccountStore(documents, new OrganisationStore(documents), time);
        Batches = new BatchStore(documents, time);
        Credits = new JobCredits(Jobs, Batches, Accounts, time);
        Expansion = new BatchExpansion(Batches, Jobs, Accounts, time);
    }

    public JobStore Jobs { get; }

    public AccountStore Accounts { get; }

    public BatchStore Batches { get; }

    public JobCredits Credits { get; }

    public BatchExpansion Expansion { get; }
}
