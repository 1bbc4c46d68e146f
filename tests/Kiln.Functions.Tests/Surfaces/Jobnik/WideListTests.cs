using System.Globalization;
using System.Text.Json;
using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Surfaces.Jobnik;
using Kiln.Functions.Surfaces.Jobnik.Listing;
using Kiln.Functions.Surfaces.Jobnik.Payload;
using Kiln.Functions.Surfaces.Jobnik.Words;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage;
using Kiln.Storage.Jobs;
using Kiln.Storage.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Tests.Surfaces.Jobnik;

/// <summary>Lists over all jobs, held against what a reading of every record says; and how many records they read.</summary>
public sealed class WideListTests
{
    private const string Organisation = "acme";

    private static readonly string[] Types = ["tile", "merge", "publish"];
    private static readonly JsonElement Notes = JsonSerializer.SerializeToElement(new { seen = true });

    private readonly CountingStore _documents = new();
    private readonly Random _random = new(7);
    private readonly List<string> _ids = [];
    private readonly SetTime _time = new() { Now = SomeJob.Now };
    private readonly JobStore _writer;
    private JobnikOutlines? _outlines;

    public WideListTests() => _writer = new JobStore(_documents, new JobStoreOptions(), _time);

    [Theory]
    [InlineData(true, 200_000)]
    [InlineData(false, 200_000)]
    [InlineData(true, 25)]
    [InlineData(false, 25)]
    [InlineData(true, 0)]
    public async Task Every_page_of_every_filter_is_what_the_records_say(bool sole, long keptOutlines)
    {
        (JobStore jobs, JobnikLists lists) = Open(sole, keptOutlines: keptOutlines);
        for (int round = 0; round < 3; round++)
        {
            await WorkAsync(sole ? jobs : _writer, steps: 60);
            foreach (string? type in (string?[])[null, "tile", "none"])
            {
                foreach (string? status in (string?[])[null, .. JobnikWords.OfTasks])
                {
                    await CheckTasksAsync(lists, type, status, null, null);
                    await CheckTasksAsync(lists, type, status, _time.Now.AddSeconds(-20), null);
                    await CheckTasksAsync(lists, type, status, _time.Now.AddSeconds(-90), _time.Now.AddSeconds(-30));
                }

                foreach (string? status in (string?[])[null, .. JobnikWords.OfStages])
                {
                    await CheckStagesAsync(lists, type, status);
                }
            }

            await CheckJobsAsync(lists, _time.Now.AddSeconds(-40), _time.Now.AddSeconds(-10));
            Assert.InRange(_outlines!.Weight, 0, keptOutlines);
        }
    }

    [Fact]
    public async Task A_page_reads_the_jobs_that_it_shows_and_those_that_changed()
    {
        (JobStore jobs, JobnikLists lists) = Open(sole: true, kept: 0);
        for (int number = 0; number < 50; number++)
        {
            await AddAsync(jobs);
            _time.Now += TimeSpan.FromSeconds(1);
        }

        await lists.TasksAsync(Asked(page: 1, size: 5), new TaskFilter(null, null, null, default), CancellationToken.None);
        _documents.Reads = 0;
        JobnikPage<JobnikTask> page = await lists.TasksAsync(Asked(page: 3, size: 5), new TaskFilter(null, null, null, default), CancellationToken.None);

        Assert.Equal(5, page.Items.Count);
        Assert.InRange(_documents.Reads, 1, 5);

        await ChangeAsync(jobs, _ids[0], new SetPriority(100));
        _documents.Reads = 0;
        await lists.StagesAsync(Asked(page: 1, size: 1), new StageFilter(null, "tile", null), withTasks: false, CancellationToken.None);
        Assert.InRange(_documents.Reads, 1, 2);
    }

    [Fact]
    public async Task Where_others_write_a_list_reads_what_they_changed_and_nothing_else()
    {
        (_, JobnikLists lists) = Open(sole: false);
        for (int number = 0; number < 30; number++)
        {
            await AddAsync(_writer);
        }

        await CheckTasksAsync(lists, null, null, null, null);
        await ChangeAsync(_writer, _ids[3], new CancelNow());
        await ChangeAsync(_writer, _ids[4], new CancelNow());
        await _writer.DeleteAsync(Organisation, _ids[4]);
        _ids.RemoveAt(4);
        _documents.Reads = 0;

        JobnikPage<JobnikStage> aborted = await lists.StagesAsync(
            Asked(1, 100), new StageFilter(null, null, JobnikWords.Aborted), withTasks: false, CancellationToken.None);

        Assert.Equal([_ids[3]], aborted.Items.Select(stage => stage.JobId).Distinct());
        Assert.InRange(_documents.Reads, 1, 2);
        await CheckStagesAsync(lists, null, null);
    }

    [Fact]
    public async Task Of_more_jobs_than_may_be_kept_the_newest_are_and_a_list_reads_the_others()
    {
        (JobStore jobs, JobnikLists lists) = Open(sole: true, kept: 0, keptOutlines: 30);
        for (int number = 0; number < 50; number++)
        {
            await AddAsync(jobs);
            _time.Now += TimeSpan.FromSeconds(1);
        }

        await CheckStagesAsync(lists, null, null);
        long weight = _outlines!.Weight;
        Assert.InRange(weight, 20, 30);

        // Three stages and the job at the most: at least seven of the fifty are kept.
        _documents.Reads = 0;
        await CountAsync(_outlines, Organisation);
        Assert.InRange(_documents.Reads, 50 - 15, 50 - 7);

        // What another organisation asks for takes the place of what was asked for before.
        await CountAsync(_outlines, "others");
        await ChangeAsync(jobs, _ids[^1], new CancelNow());
        await CheckStagesAsync(lists, null, null);
    }

    [Fact]
    public async Task Organisations_that_asked_last_keep_their_outlines()
    {
        (JobStore jobs, _) = Open(sole: true, kept: 0, keptOutlines: 8);
        await AddAsync(jobs);
        Job job = (await jobs.GetAsync(Organisation, _ids[0]))!;
        foreach (string other in (string[])["second", "third"])
        {
            await jobs.CreateAsync(job with { OrganisationId = other, Stages = [.. job.Stages.Take(1)] });
        }

        Assert.Equal(1, await CountAsync(_outlines!, Organisation));
        Assert.Equal(1, await CountAsync(_outlines!, "second"));
        Assert.Equal(1, await CountAsync(_outlines!, "third"));
        Assert.Equal(1, await CountAsync(_outlines!, "third"));
        Assert.InRange(_outlines!.Weight, 4, 8);

        _documents.Reads = 0;
        await CountAsync(_outlines!, "third");
        Assert.Equal(0, _documents.Reads);
        await jobs.UpdateAsync(Organisation, _ids[0], _ => new CancelNow());
        Assert.Equal("ABORTED", (await _outlines!.ReadAsync(Organisation).SingleAsync()).Status);
    }

    private static async Task<int> CountAsync(JobnikOutlines outlines, string organisation) => await outlines.ReadAsync(organisation).CountAsync();

    private static JobnikRequest Asked(int page, int size)
    {
        DefaultHttpContext context = new();
        context.Request.QueryString = new QueryString(string.Create(CultureInfo.InvariantCulture, $"?page={page}&page_size={size}"));
        return new JobnikRequest(new Caller(Organisation, "key"), context.Request, default);
    }

    private (JobStore Jobs, JobnikLists Lists) Open(bool sole, long kept = 100_000, long keptOutlines = 200_000)
    {
        KilnOptions settings = new();
        settings.Jobnik.KeptOutlines = keptOutlines;
        IOptions<KilnOptions> kiln = Options.Create(settings);
        JobnikChanges changes = new();
        JobStoreOptions options = new() { OtherProcessesInterval = sole ? null : TimeSpan.FromSeconds(1), KeptParts = kept };
        JobStore jobs = new(_documents, options, _time, [changes]);
        _outlines = new JobnikOutlines(jobs, changes, new StorageTopology(sole), kiln);
        return (jobs, new JobnikLists(jobs, _outlines, kiln));
    }

    /// <summary>Adds, changes and removes jobs as clients and workers would, at times that overlap.</summary>
    private async Task WorkAsync(JobStore jobs, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            _time.Now += TimeSpan.FromMilliseconds(_random.Next(1500));
            switch (_random.Next(10))
            {
                case < 3:
                    await AddAsync(jobs);
                    break;
                case < 4 when _ids.Count > 0:
                    string id = _ids[_random.Next(_ids.Count)];
                    await ChangeAsync(jobs, id, new CancelNow());
                    if (await jobs.DeleteAsync(Organisation, id))
                    {
                        _ids.Remove(id);
                    }

                    break;
                case var _ when _ids.Count > 0:
                    await ChangeAsync(jobs, _ids[_random.Next(_ids.Count)], null);
                    break;
            }
        }
    }

    private async Task AddAsync(JobStore jobs)
    {
        string id = PartId.NewRoot(_time.Now);
        Job job = SomeJob.Of() with { Id = id, CreatedAt = _time.Now };
        int stages = _random.Next(1, 4);
        for (int order = 1; order <= stages; order++)
        {
            job = job.Do(new AddStage(SomeJob.Stage(order, 0) with { Id = JobnikJobs.StageId(id, order), Type = Types[order - 1] }), _time.Now);
            job = job.WithTasks(order, _random.Next(1, 5), _time.Now.AddMilliseconds(order));
        }

        await jobs.CreateAsync(job);
        _ids.Add(id);
    }

    /// <summary>Applies a command, or what a worker or a producer might do next; what is refused changes nothing.</summary>
    private async Task ChangeAsync(JobStore jobs, string id, JobCommand? command)
    {
        await jobs.UpdateAsync(Organisation, id, job => command ?? Next(job));
    }

    private JobCommand Next(Job job)
    {
        JobTask[] tasks = [.. job.Stages.SelectMany(stage => stage.Tasks)];
        JobTask task = tasks[_random.Next(tasks.Length)];
        return (task.Lease, _random.Next(6)) switch
        {
            ({ Token: var token }, 0) => new FailAttempt(
                task.Id, token, new Failure(FailureCodes.ProcessingFailed, "It failed.", FailurePhase.Processing, Retryable: true)),
            ({ Token: var token }, _) => new CompleteTask(task.Id, token),
            (null, 0) => new SetUserMetadata(Notes, TaskId: task.Id),
            (null, 1) => new Pause(),
            (null, 2) => new Resume(),
            _ => new ClaimTask(task.Id, "worker", Guid.NewGuid().ToString("N"), TimeSpan.FromMinutes(1)) { Start = true },
        };
    }

    private async Task CheckTasksAsync(JobnikLists lists, string? type, string? status, DateTimeOffset? from, DateTimeOffset? to)
    {
        TaskFilter filter = new(null, type, status, new TimeRange(from, to));
        List<(JobTask Task, Stage Stage)> right = [];
        foreach (Job job in await ReadAllAsync())
        {
            right.AddRange(job.Stages.SelectMany(stage => filter.Shown(stage).Select(task => (task, stage))));
        }

        string[] ids = [.. right.OrderBy(item => item.Task.CreatedAt).ThenBy(item => item.Task.Id, StringComparer.Ordinal).Select(item => item.Task.Id)];
        const int Size = 7;
        for (int number = 1; number <= (ids.Length / Size) + 2; number++)
        {
            JobnikPage<JobnikTask> page = await lists.TasksAsync(Asked(number, Size), filter, CancellationToken.None);
            Assert.Equal(ids.Length, page.Total);
            Assert.Equal(ids.Skip((number - 1) * Size).Take(Size), page.Items.Select(task => task.Id));
        }
    }

    private async Task CheckStagesAsync(JobnikLists lists, string? type, string? status)
    {
        string[] ids =
        [
            .. from job in await ReadAllAsync()
               from stage in job.Stages
               where (type is null || stage.Type == type) && (status is null || JobnikWords.Of(stage.State) == status)
               select stage.Id,
        ];
        JobnikPage<JobnikStage> page = await lists.StagesAsync(Asked(2, 5), new StageFilter(null, type, status), withTasks: true, CancellationToken.None);
        Assert.Equal(ids.Length, page.Total);
        Assert.Equal(ids.Skip(5).Take(5), page.Items.Select(stage => stage.Id));
    }

    private async Task CheckJobsAsync(JobnikLists lists, DateTimeOffset from, DateTimeOffset to)
    {
        TimeRange range = new(from, to);
        string[] ids = [.. (await ReadAllAsync()).Where(job => range.Contains(job.UpdatedAt)).Select(job => job.Id)];
        JobnikPage<JobnikJob> page = await lists.JobsAsync(
            Asked(1, 3), new JobFilter(null, null, range), job => JobnikJob.Of(job), CancellationToken.None);
        Assert.Equal(ids.Length, page.Total);
        Assert.Equal(ids.Take(3), page.Items.Select(job => job.Id));
    }

    private async Task<IReadOnlyList<Job>> ReadAllAsync()
    {
        JobStore fresh = new(_documents, new JobStoreOptions(), _time);
        return (await fresh.ListAsync(new JobQuery(Organisation), 10_000)).Jobs;
    }
}
