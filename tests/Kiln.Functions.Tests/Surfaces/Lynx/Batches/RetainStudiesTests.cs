using Kiln.Functions.Configuration;
using Kiln.Functions.Jobs;
using Kiln.Functions.Surfaces.Lynx.Batches;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;
using Kiln.LocalHost.Functions;
using Kiln.LocalHost.Testing;
using Kiln.Storage;
using Kiln.Storage.Batches;
using Kiln.Storage.Jobs;
using Kiln.Storage.Organisations;
using Kiln.Storage.Runs;
using Kiln.Storage.Tests.Support;
using Kiln.Storage.Webhooks;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Tests.Surfaces.Lynx.Batches;

public sealed class RetainStudiesTests
{
    private readonly ManualClock _clock = new();
    private readonly MemoryDocumentStore _documents = new();

    [Theory]
    [InlineData(1, true, true)]
    [InlineData(31, true, false)]
    [InlineData(91, false, false)]
    public async Task What_a_study_left_behind_goes_in_two_steps(int daysAgo, bool keepsRecords, bool keepsFiles)
    {
        DateTimeOffset then = _clock.GetUtcNow().AddDays(-daysAgo);
        MemoryContentStore content = new(_clock);
        AttemptStore attempts = new(_documents, content, _clock);
        JobStore jobs = new(_documents, new JobStoreOptions(), _clock, [attempts]);
        BatchStore batches = new(_documents, _clock);
        Batch batch = new()
        {
            Id = PartId.NewRoot(then), OrganisationId = "acme", Surface = "lynx", Type = "simulation", Total = 1, PageSize = 1, CreatedAt = then,
        };
        await batches.CreateAsync(batch.Begin(then).Expand(1, then).Complete(new BatchCounts(0, 0, 0, 0, 0, 0, 0, 0, 1), then));
        Submission submission = new()
        {
            Id = batch.JobIdOf(0), OrganisationId = "acme", Surface = "lynx", Type = "simulation", BatchId = batch.Id,
        };
        StagePlan stage = new() { Id = "run", Type = "run", Executor = ExecutorKind.Worker, Tasks = [new TaskPlan("run")] };
        Job job = JobLifecycle.Apply(JobLifecycle.Submit(submission, then), new Plan([stage]), then).Job;
        await jobs.CreateAsync(JobLifecycle.Apply(job, new CancelNow(), then).Job);
        RunAttempt attempt = new("acme", job.Id, 1);
        AttemptTelemetry some = AttemptTelemetry.Empty with { NextSequence = 1, SampleCount = 1 };
        await attempts.AppendAsync(attempt, AttemptTelemetry.Empty, some, "{}\n"u8.ToArray());
        OrganisationStore organisations = new(_documents);
        await organisations.EnsureAsync("acme");
        await using DurableTestHost host = await DurableTestHost.StartAsync(_ => { }, new DurableTestHostOptions { Clock = _clock });
        RetainStudies retention = new(
            organisations, batches, jobs, attempts, new JobPurge(jobs, content, new WebhookStore(_documents, _clock), new DeliveryStore(_documents, _clock)), Options.Create(new KilnOptions()), _clock);

        await retention.Run(new TimerInfo(), host.Client, CancellationToken.None);

        Assert.Equal(keepsRecords, await batches.GetAsync("acme", batch.Id) is not null);
        Assert.Equal(keepsRecords, await jobs.GetAsync("acme", job.Id) is not null);
        Assert.Equal(keepsFiles ? 1 : 0, (await attempts.GetTelemetryAsync(attempt)).SampleCount);
        using MemoryStream samples = new();
        await attempts.CopyTelemetryAsync(attempt, samples);
        Assert.Equal(keepsFiles ? 3 : 0, samples.Length);
    }
}
