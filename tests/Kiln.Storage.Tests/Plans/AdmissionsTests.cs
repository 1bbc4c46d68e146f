using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Batches;
using Kiln.Storage.Jobs;
using Kiln.Storage.Plans;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Plans;

public sealed class AdmissionsTests
{
    private const string Organisation = TestJobs.Organisation;

    private readonly SetTime _time = new();
    private readonly MemoryDocumentStore _documents = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task However_many_are_submitted_at_once_as_many_are_stored_as_the_plan_allows(int processes)
    {
        const int most = 37;
        Process[] all = [.. Enumerable.Range(0, processes).Select(_ => new Process(_documents, _time))];

        bool[] stored = await Task.WhenAll(Enumerable.Range(0, 150).Select(number =>
            Task.Run(() => all[number % processes].SubmitAsync(TestJobs.Create(_time.Now), most))));

        Assert.Equal(most, stored.Count(done => done));
        Assert.Equal(most, await all[0].CountActiveAsync());
    }

    [Fact]
    public async Task Batches_count_whole_from_the_start_and_once_while_their_jobs_are_stored()
    {
        const int most = 100;
        Process[] all = [new Process(_documents, _time), new Process(_documents, _time)];
        Batch[] batches = [.. Enumerable.Range(0, 20).Select(_ => TestBatches.Create(_time.Now, total: 9))];

        bool[] stored = await Task.WhenAll(batches.Select((batch, number) => Task.Run(() => all[number % 2].SubmitAsync(batch, most))));

        // 11 × 9 = 99: one job more has room, another batch has not.
        Assert.Equal(11, stored.Count(done => done));
        Assert.False(await all[0].SubmitAsync(TestBatches.Create(_time.Now, total: 2), most));
        Batch expanding = batches[Array.IndexOf(stored, true)];
        for (int index = 0; index < 5; index++)
        {
            await all[1].Jobs.CreateAsync(TestBatches.JobOf(expanding, index, _time.Now));
        }

        Assert.True(await all[1].SubmitAsync(TestJobs.Create(_time.Now), most));
        Assert.False(await all[0].SubmitAsync(TestJobs.Create(_time.Now), most));
    }

    [Fact]
    public async Task An_ended_job_makes_room()
    {
        Process process = new(_documents, _time);
        Job job = TestJobs.Create(_time.Now);
        Assert.True(await process.SubmitAsync(job, most: 1));
        Assert.False(await process.Admissions.HasRoomAsync(Organisation, 1, 1));
        Assert.False(await process.SubmitAsync(TestJobs.Create(_time.Now), most: 1));

        await process.Jobs.UpdateAsync(Organisation, job.Id, new CancelNow());

        Assert.True(await process.Admissions.HasRoomAsync(Organisation, 1, 1));
        Assert.True(await process.SubmitAsync(TestJobs.Create(_time.Now), most: 1));
    }

    [Fact]
    public async Task What_a_process_that_died_was_about_to_store_keeps_its_place_for_a_while()
    {
        Process died = new(_documents, _time);
        Process process = new(_documents, _time);
        Job job = TestJobs.Create(_time.Now);
        Assert.True(await died.Admissions.TryAdmitAsync(AdmissionOf(job), most: 1));
        Assert.False(await process.SubmitAsync(TestJobs.Create(_time.Now), most: 1));

        // The same submission again goes on from there.
        Assert.True(await process.SubmitAsync(job, most: 1));
        Assert.True(await process.SubmitAsync(job, most: 1));
        await process.Jobs.UpdateAsync(Organisation, job.Id, new CancelNow());

        Assert.True(await died.Admissions.TryAdmitAsync(AdmissionOf(TestJobs.Create(_time.Now)), most: 1));
        _time.Now += TimeSpan.FromMinutes(4);
        Assert.False(await process.SubmitAsync(TestJobs.Create(_time.Now), most: 1));
        _time.Now += TimeSpan.FromMinutes(2);
        Assert.True(await process.SubmitAsync(TestJobs.Create(_time.Now), most: 1));
    }

    [Fact]
    public async Task What_was_stored_and_not_closed_counts_once()
    {
        Process died = new(_documents, _time);
        Process process = new(_documents, _time);
        Job job = TestJobs.Create(_time.Now);
        await died.Admissions.TryAdmitAsync(AdmissionOf(job), most: 2);
        await died.Jobs.CreateAsync(job);

        Assert.True(await process.SubmitAsync(TestJobs.Create(_time.Now), most: 2));
        Assert.False(await process.SubmitAsync(TestJobs.Create(_time.Now), most: 2));
    }

    private static Admission AdmissionOf(Job job) => new(Organisation, job.Id, IsBatch: false, Jobs: 1);

    /// <summary>What one process of the service makes of a document store.</summary>
    private sealed class Process
    {
        private readonly BatchStore _batches;

        public Process(MemoryDocumentStore documents, TimeProvider time)
        {
            Jobs = new JobStore(documents, new JobStoreOptions { OtherProcessesInterval = TimeSpan.FromSeconds(1) }, time);
            _batches = new BatchStore(documents, time);
            Admissions = new Admissions(documents, Jobs, _batches, time);
        }

        public JobStore Jobs { get; }

        public Admissions Admissions { get; }

        public Task<long> CountActiveAsync() => Jobs.CountAsync(new JobQuery(Organisation) { ActiveOnly = true });

        public Task<bool> SubmitAsync(Job job, int most) =>
            SubmitAsync(AdmissionOf(job), most, () => Jobs.CreateAsync(job));

        public Task<bool> SubmitAsync(Batch batch, int most) => SubmitAsync(
            new Admission(Organisation, batch.Id, IsBatch: true, batch.Total), most, () => _batches.CreateAsync(batch));

        private async Task<bool> SubmitAsync(Admission admission, int most, Func<Task<JobCreation>> store)
        {
            if (!await Admissions.TryAdmitAsync(admission, most))
            {
                return false;
            }

            await Task.Yield();
            await store();
            await Admissions.CloseAsync(admission);
            return true;
        }
    }
}
