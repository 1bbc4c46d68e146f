using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Jobs;

public sealed class JobStoreTests
{
    private readonly MemoryDocumentStore _documents = new();
    private readonly SetTime _time = new();
    private readonly JobStore _jobs;

    public JobStoreTests() => _jobs = new JobStore(_documents, new JobStoreOptions(), _time);

    [Fact]
    public async Task A_stored_job_is_read_back_whole()
    {
        Job job = TestJobs.Create(_time.Now, price: 3, change: submission => submission with
        {
            Parameters = JsonSerializer.SerializeToElement(new { up_axis = "z", labels = new[] { "ä", "b" } }),
            Labels = ImmutableSortedDictionary<string, string>.Empty.Add("Größe", "zwölf"),
            BatchId = "Batch 1",
            Timeout = TimeSpan.FromSeconds(90.5),
            TraceParent = "00-abc-def-01",
        });

        Assert.Equal(JobCreation.Created, await _jobs.CreateAsync(job));

        Job read = (await _jobs.GetAsync(TestJobs.Organisation, job.Id))!;
        Assert.Equal(JsonSerializer.Serialize(job), JsonSerializer.Serialize(read));
        Assert.Equal(job.Events.Length, read.Events.Length);
        Assert.Equal(job.Deadline, read.Deadline);
    }

    [Fact]
    public async Task What_a_client_sends_may_be_as_deep_as_a_request_may_be()
    {
        using JsonDocument deepest = JsonDocument.Parse(new string('[', 64) + new string(']', 64));
        Job job = TestJobs.Create(_time.Now, change: submission => submission with { Parameters = deepest.RootElement });

        await _jobs.CreateAsync(job);

        Job read = (await _jobs.GetAsync(TestJobs.Organisation, job.Id))!;
        Assert.Equal(deepest.RootElement.GetRawText(), read.Parameters!.Value.GetRawText());
    }

    [Fact]
    public async Task Creating_twice_keeps_the_first()
    {
        Job job = TestJobs.Create(_time.Now);
        await _jobs.CreateAsync(job);

        Assert.Equal(JobCreation.Exists, await _jobs.CreateAsync(job with { Name = "other" }));
        Assert.Equal(job.Name, (await _jobs.GetAsync(TestJobs.Organisation, job.Id))!.Name);
    }

    [Fact]
    public async Task An_abandoned_identifier_cannot_become_a_job_and_is_none()
    {
        Job job = TestJobs.Create(_time.Now);
        Assert.True(await _jobs.AbandonAsync(TestJobs.Organisation, job.Id));

        Assert.Equal(JobCreation.Abandoned, await _jobs.CreateAsync(job));
        Assert.Null(await _jobs.GetAsync(TestJobs.Organisation, job.Id));
        Assert.Null(await _jobs.UpdateAsync(TestJobs.Organisation, job.Id, new Pause()));
        Assert.Equal(0, await _jobs.CountAsync(new JobQuery(TestJobs.Organisation)));
        Assert.Empty((await _jobs.ListAsync(new JobQuery(TestJobs.Organisation), 10)).Jobs);
    }

    [Fact]
    public async Task A_stored_job_cannot_be_abandoned()
    {
        Job job = TestJobs.Create(_time.Now);
        await _jobs.CreateAsync(job);

        Assert.False(await _jobs.AbandonAsync(TestJobs.Organisation, job.Id));
        Assert.NotNull(await _jobs.GetAsync(TestJobs.Organisation, job.Id));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("../../other/jobs/x")]
    [InlineData("0195A3C0-7B1E-7C44-9D0A-2F6F0C1D9E11")]
    [InlineData("0195a3c0-7b1e-7c44-9d0a-2f6f0c1d9e11")]
    public async Task What_is_not_there_is_null(string id)
    {
        Assert.Null(await _jobs.GetAsync(TestJobs.Organisation, id));
        Assert.Null(await _jobs.UpdateAsync(TestJobs.Organisation, id, new Pause()));
        Assert.Null(await _jobs.WaitAsync(TestJobs.Organisation, id, 0, TimeSpan.FromSeconds(1)));
        Assert.False(await _jobs.DeleteAsync(TestJobs.Organisation, id));
    }

    [Fact]
    public async Task Another_organisation_does_not_see_a_job()
    {
        Job job = TestJobs.Create(_time.Now);
        await _jobs.CreateAsync(job);

        Assert.Null(await _jobs.GetAsync("acm", job.Id));
        Assert.Null(await _jobs.UpdateAsync("other", job.Id, new CancelNow()));
        Assert.Empty((await _jobs.ListAsync(new JobQuery("acm"), 10)).Jobs);
    }

    [Fact]
    public async Task A_command_changes_the_job_and_its_log_in_one_write()
    {
        Job job = TestJobs.Create(_time.Now);
        await _jobs.CreateAsync(job);

        Outcome.Applied applied = Assert.IsType<Outcome.Applied>(await _jobs.UpdateAsync(TestJobs.Organisation, job.Id, new Pause()));

        Job read = (await _jobs.GetAsync(TestJobs.Organisation, job.Id))!;
        Assert.True(read.Suspended);
        Assert.Equal(applied.Events.Select(e => e.Sequence), read.Events[job.Events.Length..].Select(e => e.Sequence));
    }

    [Fact]
    public async Task A_refused_command_writes_nothing()
    {
        Job job = TestJobs.Create(_time.Now);
        await _jobs.CreateAsync(job);
        string etag = (await _documents.ListAsync("", 1)).Items[0].ETag;

        Outcome? outcome = await _jobs.UpdateAsync(TestJobs.Organisation, job.Id, new Retry(1, "me"));

        Assert.IsType<Outcome.Refused>(outcome);
        Assert.Equal(etag, (await _documents.ListAsync("", 1)).Items[0].ETag);
    }

    [Fact]
    public async Task A_choice_that_fails_is_its_callers_alone()
    {
        Job job = TestJobs.Create(_time.Now);
        await _jobs.CreateAsync(job);

        Task<Outcome?> failing = _jobs.UpdateAsync(TestJobs.Organisation, job.Id, _ => throw new FormatException("mine"));
        Task<Outcome?> other = _jobs.UpdateAsync(TestJobs.Organisation, job.Id, new Pause());

        await Assert.ThrowsAsync<FormatException>(() => failing);
        Assert.IsType<Outcome.Applied>(await other);
    }

    [Fact]
    public async Task A_document_of_a_later_release_is_refused()
    {
        Job job = TestJobs.Create(_time.Now);
        await _jobs.CreateAsync(job);
        string key = (await _documents.ListAsync("", 1)).Items[0].Key;
        await _documents.PutAsync(key, new DocumentWrite(Encoding.UTF8.GetBytes("{\"schemaVersion\":3}")), WriteCondition.Always);

        JobStore next = new(_documents, new JobStoreOptions(), _time);
        InvalidDataException failure = await Assert.ThrowsAsync<InvalidDataException>(
            () => next.GetAsync(TestJobs.Organisation, job.Id));
        Assert.Contains("schema version 3", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidDataException>(() => next.UpdateAsync(TestJobs.Organisation, job.Id, new Pause()));
    }

    [Fact]
    public async Task Only_a_job_that_has_ended_and_is_settled_can_be_deleted()
    {
        Job job = TestJobs.Create(_time.Now, price: 1);
        await _jobs.CreateAsync(job);
        Assert.False(await _jobs.DeleteAsync(TestJobs.Organisation, job.Id));

        await _jobs.UpdateAsync(TestJobs.Organisation, job.Id, new CancelNow());
        Assert.False(await _jobs.DeleteAsync(TestJobs.Organisation, job.Id));

        await _jobs.UpdateAsync(TestJobs.Organisation, job.Id, new RecordSettlement());
        Assert.True(await _jobs.DeleteAsync(TestJobs.Organisation, job.Id));
        Assert.Null(await _jobs.GetAsync(TestJobs.Organisation, job.Id));
    }
}
