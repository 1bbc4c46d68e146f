using System.Text.Json;
using Kiln.Functions.Batches;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Surfaces.Lynx.Batches;
using Kiln.Functions.Surfaces.Lynx.Jobs;
using Kiln.Functions.Surfaces.Lynx.Studies;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Transitions;
using Kiln.LocalHost.Testing;
using Kiln.Storage;
using Kiln.Storage.Batches;
using Kiln.Storage.Jobs;
using Kiln.Storage.Tests.Support;
using Kiln.Storage.Work;
using Kiln.Storage.Work.Runs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Tests.Surfaces.Lynx.Batches;

/// <summary>What becomes of a run whose parameters cannot be drawn, and of those beside it.</summary>
public sealed class StudyExpanderTests
{
    private const int Runs = 20;
    private readonly ManualClock _clock = new();
    private readonly MemoryDocumentStore _documents = new();
    private readonly BatchStore _batches;
    private readonly StudyExpander _expander;

    public StudyExpanderTests()
    {
        IOptions<KilnOptions> options = Options.Create(new KilnOptions());
        JobStore jobs = new(_documents, new JobStoreOptions(), _clock);
        _batches = new BatchStore(_documents, _clock);
        QueueEntries entries = new(_documents, _clock);
        RunIndex index = new(_documents, entries, "lynx", _clock);
        _expander = new StudyExpander(
            new StudyCatalog(_batches),
            new RunQueue(jobs, entries, index, _batches, _clock),
            new RunCancellation(options),
            new ItemFaults(options, _clock, NullLogger<ItemFaults>.Instance),
            options);
    }

    [Fact]
    public async Task A_run_without_a_finite_parameter_fails_with_a_reason_and_its_neighbours_are_made()
    {
        // Both ends of the distribution are finite, but between them the square of so large a range is not.
        Batch batch = await StoreAsync("""{"speed":{"distribution":{"type":"triangular","min":0,"mode":1.5e154,"max":3e154}}}""");

        IReadOnlyList<BatchJob> runs = await _expander.ReadAsync(batch, 0, Runs, CancellationToken.None);

        BatchJob[] failed = [.. runs.Where(run => run.Failure is not null)];
        Assert.InRange(failed.Length, 1, Runs - 1);
        Assert.All(failed, run =>
        {
            Assert.Equal((FailureCodes.ValidationError, false), (run.Failure!.Code, run.Failure.Retryable));
            Assert.Contains("'speed'", run.Failure.Message, StringComparison.Ordinal);
            Assert.Equal(0, run.Submission.Parameters!.Value.GetProperty("parameters").GetPropertyCount());
        });
        Assert.All(
            runs.Except(failed),
            run => Assert.True(double.IsFinite(run.Submission.Parameters!.Value.GetProperty("parameters").GetProperty("speed").GetDouble())));
    }

    [Fact]
    public async Task A_failed_run_is_shown_as_one_and_is_not_to_be_retried()
    {
        Batch batch = await StoreAsync("""{"speed":{"distribution":{"type":"triangular","min":0,"mode":1.5e154,"max":3e154}}}""");
        BatchJob run = (await _expander.ReadAsync(batch, 0, Runs, CancellationToken.None)).First(made => made.Failure is not null);

        DateTimeOffset now = _clock.GetUtcNow();
        Submission submission = run.Submission with { BatchId = batch.Id };
        Job planned = JobLifecycle.Apply(JobLifecycle.Submit(submission, now), new Plan(run.Stages), now).Job;
        Job job = JobLifecycle.Apply(planned, new Fail(run.Failure!), now).Job;

        RunPayload shown = RunPayload.Of(job, waiting: null);
        Assert.Equal(("Failed", run.Failure!.Message, (string?)null), (shown.Status, shown.ErrorMessage, shown.AssignedRunner));
        Assert.IsType<Kiln.Lifecycle.Outcome.Refused>(JobLifecycle.Apply(job, new Retry(0, "somebody"), now));
    }

    private async Task<Batch> StoreAsync(string dispersions)
    {
        string config = $$"""
            {"simulation":{"name":"parafoil","version":"1","duration_minutes":1},
             "monte_carlo":{"runs":{{Runs}},"seed":7},"dispersions":{{dispersions}}}
            """;
        MemberReader fields = new(JsonDocument.Parse(config).RootElement, rejectUnknown: false);
        Study study = StudyReader.Read(fields, runsOverride: null, new KilnOptions().Lynx);
        fields.Finish().ThrowIfFaulty();
        DateTimeOffset now = _clock.GetUtcNow();
        Batch batch = new Batch
        {
            Id = PartId.NewRoot(now),
            OrganisationId = "acme",
            Surface = "lynx",
            Type = "simulation",
            Name = "many",
            Total = Runs,
            PageSize = Runs,
            Parameters = new StudyRecord(study with { Seed = 7 }, "hash").ToParameters(),
            CreatedAt = now,
        }.Begin(now);
        await _batches.CreateAsync(batch);
        return batch;
    }
}
