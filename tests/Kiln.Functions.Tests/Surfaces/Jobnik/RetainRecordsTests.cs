using Kiln.Functions.Configuration;
using Kiln.Functions.Jobs;
using Kiln.Functions.Surfaces.Jobnik;
using Kiln.Functions.Surfaces.Jobnik.Service;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.LocalHost.Functions;
using Kiln.LocalHost.Testing;
using Kiln.Storage;
using Kiln.Storage.Jobs;
using Kiln.Storage.Organisations;
using Kiln.Storage.Tests.Support;
using Kiln.Storage.Webhooks;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Tests.Surfaces.Jobnik;

public sealed class RetainRecordsTests
{
    private readonly ManualClock _clock = new();
    private readonly MemoryDocumentStore _documents = new();

    [Theory]
    [InlineData(90, new[] { "young", "running", "ended of late", "another surface's" })]
    [InlineData(0, new[] { "old", "young", "running", "ended of late", "another surface's" })]
    public async Task What_ended_long_ago_is_removed_and_nothing_else(int days, string[] kept)
    {
        JobStore jobs = new(_documents, new JobStoreOptions(), _clock);
        DeliveryStore deliveries = new(_documents, _clock);
        DateTimeOffset now = _clock.GetUtcNow();
        Dictionary<string, string> names = [];
        await AddAsync("old", now.AddDays(-100), now.AddDays(-91));
        await AddAsync("young", now.AddDays(-20), now.AddDays(-20));
        await AddAsync("running", now.AddDays(-100), end: null);
        await AddAsync("ended of late", now.AddDays(-100), now.AddDays(-1));
        await AddAsync("another surface's", now.AddDays(-100), now.AddDays(-91), "jobs");
        KilnOptions settings = new();
        settings.Jobnik.RecordRetentionDays = days;
        IOptions<KilnOptions> options = Options.Create(settings);
        OrganisationStore organisations = new(_documents);
        await organisations.EnsureAsync("acme");
        await using DurableTestHost host = await DurableTestHost.StartAsync(_ => { }, new DurableTestHostOptions { Clock = _clock });
        RetainRecords retention = new(
            organisations,
            new JobnikJobs(jobs),
            new JobPurge(jobs, new MemoryContentStore(_clock), new WebhookStore(_documents, _clock), deliveries),
            options,
            _clock);

        await retention.Run(new TimerInfo(), host.Client, CancellationToken.None);

        JobPage left = await jobs.ListAsync(new JobQuery("acme"), 10);
        Assert.Equal(kept.Order(), left.Jobs.Select(job => names[job.Id]).Order());
        Assert.Equal(kept.Order(), (await deliveries.ListAsync("acme", "callback", openOnly: false).ToListAsync()).Select(cursor => names[cursor.Key.JobId]).Order());

        async Task AddAsync(string name, DateTimeOffset created, DateTimeOffset? end, string surface = "jobnik")
        {
            Job job = SomeJob.Of(1) with { Id = PartId.NewRoot(created), Surface = surface, CreatedAt = created };
            names[job.Id] = name;
            await jobs.CreateAsync(end is { } moment ? job.Do(new CancelNow(), moment) : job);
            await deliveries.UpdateAsync(new DeliveryKey("acme", "callback", job.Id), cursor => cursor);
        }
    }
}
