using Kiln.Functions.Http;
using Kiln.Functions.Surfaces.Jobnik;
using Kiln.Lifecycle.Commands;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;
using Kiln.Storage.Tests.Support;

namespace Kiln.Functions.Tests.Surfaces.Jobnik;

public sealed class JobnikJobsTests
{
    private readonly MemoryDocumentStore _documents = new();

    [Fact]
    public void Identifiers_of_parts_lead_to_their_job()
    {
        Assert.Equal("0195a3c1-1f0a-7b6e-8f20-000000100000", JobnikJobs.StageId(SomeJob.Id, 1));
        Assert.Equal("0195a3c1-1f0a-7b6e-8f20-0000fff00000", JobnikJobs.StageId(SomeJob.Id, JobnikJobs.MostStages));
        Assert.Equal("0195a3c1-1f0a-7b6e-8f20-000000200003", JobnikJobs.TaskId(SomeJob.Id, 2, 3));
        Assert.Equal("0195a3c1-1f0a-7b6e-8f20-0000ffffffff", JobnikJobs.TaskId(SomeJob.Id, JobnikJobs.MostStages, JobnikJobs.MostTasks));
    }

    [Fact]
    public async Task A_write_that_others_beat_time_and_again_is_told_so()
    {
        await new JobStore(_documents, new JobStoreOptions(), TimeProvider.System).CreateAsync(SomeJob.Of(1));
        JobnikJobs jobs = new(new JobStore(new ContendedStore(_documents), new JobStoreOptions(), TimeProvider.System));

        ApiException ofJob = await Assert.ThrowsAsync<ApiException>(() => jobs.ChangeJobAsync("acme", SomeJob.Id, _ => new Pause()));
        ApiException ofTask = await Assert.ThrowsAsync<ApiException>(
            () => jobs.ChangeTaskAsync("acme", JobnikJobs.TaskId(SomeJob.Id, 1, 1), (_, _) => new Pause()));

        Assert.Equal((500, "DATABASE_RELATED_ERROR"), (ofJob.Status, ofJob.Code));
        Assert.Equal((409, "TASK_STATUS_UPDATE_FAILED"), (ofTask.Status, ofTask.Code));
    }

    /// <summary>A store whose documents change under every writer.</summary>
    private sealed class ContendedStore(IDocumentStore documents) : IDocumentStore
    {
        public Task<StoredDocument?> GetAsync(string key, CancellationToken cancellationToken = default) =>
            documents.GetAsync(key, cancellationToken);

        public Task<string?> PutAsync(
            string key, DocumentWrite write, WriteCondition condition, CancellationToken cancellationToken = default) =>
            throw new DocumentContentionException(key, 60);

        public Task<bool> DeleteAsync(string key, string? ifMatch = null, CancellationToken cancellationToken = default) =>
            documents.DeleteAsync(key, ifMatch, cancellationToken);

        public Task<DocumentPage> ListAsync(DocumentQuery query, CancellationToken cancellationToken = default) =>
            documents.ListAsync(query, cancellationToken);

        public Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken = default) =>
            documents.CountAsync(query, cancellationToken);
    }
}
