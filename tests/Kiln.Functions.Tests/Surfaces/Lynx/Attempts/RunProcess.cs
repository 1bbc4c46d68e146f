using Kiln.Functions.Batches;
using Kiln.Functions.Configuration;
using Kiln.Functions.Surfaces.Lynx.Attempts;
using Kiln.Functions.Tests.Support;
using Kiln.Functions.Workers;
using Kiln.Storage.Batches;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;
using Kiln.Storage.Organisations;
using Kiln.Storage.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Tests.Surfaces.Lynx.Attempts;

/// <summary>What one process of the service has for runs, with a clock of its own.</summary>
internal sealed class RunProcess : IDisposable
{
    public RunProcess(IDocumentStore documents)
    {
        Documents = new MeetingDocumentStore(documents);
        JobStoreOptions shared = new() { OtherProcessesInterval = TimeSpan.FromSeconds(1) };
        Jobs = new JobStore(Documents, shared, Time);
        Batches = new BatchStore(Documents, Time, shared);
        Watcher = new BatchWatcher(Jobs, Batches, Time, NullLogger<BatchWatcher>.Instance);
        Reports = new RunReports(Jobs, Time);
        Sweeper = new LeaseSweeper(new OrganisationStore(Documents), Jobs, Options.Create(new KilnOptions()), Time);
    }

    public SetTime Time { get; } = new();

    public MeetingDocumentStore Documents { get; }

    public JobStore Jobs { get; }

    public BatchStore Batches { get; }

    public BatchWatcher Watcher { get; }

    public RunReports Reports { get; }

    public LeaseSweeper Sweeper { get; }

    public void Dispose() => Watcher.Dispose();
}
