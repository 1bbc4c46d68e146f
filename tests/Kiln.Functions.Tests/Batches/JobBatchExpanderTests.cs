using System.Collections.Immutable;
using System.Text.Json;
using Kiln.Functions.Batches;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs;
using Kiln.Functions.Jobs.Types;
using Kiln.Lifecycle.Failures;
using Kiln.LocalHost.Testing;
using Kiln.Storage;
using Kiln.Storage.Batches;
using Kiln.Storage.Credits;
using Kiln.Storage.Idempotency;
using Kiln.Storage.Jobs;
using Kiln.Storage.Organisations;
using Kiln.Storage.Plans;
using Kiln.Storage.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Tests.Batches;

/// <summary>What becomes of an item that cannot be made into a job, and of those beside it.</summary>
public sealed class JobBatchExpanderTests
{
    private const string TypeName = "brittle";

    private readonly ManualClock _clock = new();
    private readonly MemoryDocumentStore _documents = new();
    private readonly BatchStore _batches;
    private readonly BatchItemStore _items;
    private readonly IOptions<KilnOptions> _options = Options.Create(new KilnOptions());

    public JobBatchExpanderTests()
    {
        _batches = new BatchStore(_documents, _clock);
        _items = new BatchItemStore(_documents, _batches, _clock);
    }

    public static TheoryData<string, string> Faults => new()
    {
        { nameof(ApiException), FailureCodes.ValidationError },
        { nameof(InvalidOperationException), FailureCodes.InternalError },
        { nameof(NullReferenceException), FailureCodes.InternalError },
        { nameof(JsonException), FailureCodes.InternalError },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_item_that_breaks_fails_with_a_reason_and_its_neighbours_are_made(string fault, string code)
    {
        Batch batch = await StoreAsync("fine", fault, "fine");

        IReadOnlyList<BatchJob> jobs = await ReadAsync(batch);

        Assert.Equal([null, code, null], jobs.Select(job => job.Failure?.Code));
        Assert.Equal("labelled", jobs[1].Submission.Labels["is"]);
        Assert.DoesNotContain("secret", jobs[1].Failure!.Message, StringComparison.Ordinal);
        Assert.Equal([false, true, false], jobs.Select(job => job.Submission.EndIsFinal));
    }

    [Theory]
    [InlineData(nameof(IOException))]
    [InlineData(nameof(TimeoutException))]
    [InlineData(nameof(HttpRequestException))]
    [InlineData(nameof(OperationCanceledException))]
    [InlineData(nameof(StorageFullException))]
    public async Task What_may_pass_is_tried_again_but_not_for_ever(string fault)
    {
        Batch batch = await StoreAsync("fine", fault);

        await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(batch));
        _clock.Advance(TimeSpan.FromMinutes(_options.Value.Batches.PrepareRetryMinutes - 1));
        await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(batch));

        _clock.Advance(TimeSpan.FromMinutes(2));
        IReadOnlyList<BatchJob> jobs = await ReadAsync(batch);
        Assert.Equal([null, FailureCodes.InternalError], jobs.Select(job => job.Failure?.Code));
    }

    [Fact]
    public async Task Items_of_a_type_that_is_not_known_any_more_fail()
    {
        Batch batch = (await StoreAsync("fine")) with { Type = "gone" };

        BatchJob job = Assert.Single(await ReadAsync(batch));

        Assert.Equal((FailureCodes.ValidationError, "gone", "item 0"), (job.Failure?.Code, job.Submission.Type, job.Submission.Name));
    }

    [Fact]
    public async Task An_expansion_that_is_stopped_fails_nothing()
    {
        Batch batch = await StoreAsync("fine", nameof(InvalidOperationException));
        using CancellationTokenSource stopped = new();
        await stopped.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAsync(batch, stopped.Token));
    }

    private async Task<Batch> StoreAsync(params string[] items)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        Batch batch = new Batch
        {
            Id = PartId.NewRoot(now),
            OrganisationId = "acme",
            Surface = JobSurface.Name,
            Type = TypeName,
            Name = "many",
            Total = items.Length,
            PageSize = 10,
            CreatedAt = now,
        }.Begin(now);
        await _items.PutAsync(batch, [.. items.Select(item => JsonSerializer.SerializeToElement(new { name = item }))]);
        return batch;
    }

    private async Task<IReadOnlyList<BatchJob>> ReadAsync(Batch batch, CancellationToken cancellationToken = default)
    {
        JobStore jobs = new(_documents, new JobStoreOptions(), _clock);
        AccountStore accounts = new(_documents, new OrganisationStore(_documents), _clock);
        JobAdmission admission = new(
            new Admissions(_documents, jobs, _batches, _clock),
            accounts,
            new JobCredits(jobs, _batches, accounts, _clock),
            new BatchExpansion(_batches, jobs, accounts, _clock),
            jobs,
            _batches,
            new IdempotentCreation(new IdempotencyStore(_documents, new IdempotencyOptions(), new StorageTopology(true), _clock)),
            _options,
            _clock);
        JobBatchExpander expander = new(
            new JobTypes([new BrittleType()]),
            _items,
            admission,
            new ItemFaults(_options, _clock, NullLogger<ItemFaults>.Instance),
            _options);
        return await expander.ReadAsync(batch, 0, batch.Total, cancellationToken);
    }

    /// <summary>A type whose preparation throws what the item is called.</summary>
    private sealed class BrittleType : IJobType
    {
        private static readonly ImmutableSortedDictionary<string, string> Labels =
            ImmutableSortedDictionary<string, string>.Empty.Add("is", "labelled");

        public IReadOnlyCollection<string> Names => [TypeName];

        public string Surface => "jobs";

        public JobRequest Read(string type, MemberReader members)
        {
            return new Request(type) { Name = members.Text(CommonMembers.Name, CommonMembers.LongestName)!, Labels = Labels };
        }

        public Task<FieldFault?> FindFaultAsync(JobRequest request, string organisationId, CancellationToken cancellationToken) =>
            Task.FromResult<FieldFault?>(null);

        public Task<JobPlan> PrepareAsync(JobRequest request, string organisationId, string jobId, CancellationToken cancellationToken) =>
            request.Name switch
            {
                "fine" => Task.FromResult(new JobPlan([])),
                nameof(ApiException) => throw ApiException.Unprocessable("The upload is gone"),
                nameof(InvalidOperationException) => throw new InvalidOperationException("secret"),
                nameof(NullReferenceException) => throw Unexpected(),
                nameof(JsonException) => throw new JsonException("secret"),
                nameof(IOException) => throw new IOException("secret"),
                nameof(TimeoutException) => throw new TimeoutException("secret"),
                nameof(HttpRequestException) => throw new HttpRequestException("secret"),
                nameof(OperationCanceledException) => throw new TaskCanceledException("secret"),
                _ => throw new StorageFullException("secret", new IOException()),
            };

        public Task DiscardAsync(JobPlan plan) => Task.CompletedTask;

#pragma warning disable CA2201 // A fault of ours, as it would come.
        private static NullReferenceException Unexpected() => new("secret");
#pragma warning restore CA2201

        private sealed record Request(string Type) : JobRequest(Type);
    }
}
