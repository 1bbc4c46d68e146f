using System.Collections.Immutable;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Jobs;

public sealed class JobListingTests
{
    private readonly SetTime _time = new();
    private readonly JobStore _jobs;

    public JobListingTests() => _jobs = new JobStore(new MemoryDocumentStore(), new JobStoreOptions(), _time);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public async Task Pages_come_newest_first_and_join_to_the_whole(int pageSize)
    {
        Job[] jobs = await FillAsync(12);

        Assert.Equal(jobs.Reverse().Select(job => job.Id), await IdsAsync(new JobQuery(TestJobs.Organisation), pageSize));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public async Task Several_states_are_one_listing_newest_first(int pageSize)
    {
        Job[] jobs = await FillAsync(12);
        JobQuery query = new(TestJobs.Organisation) { States = [JobState.Queued, JobState.Cancelled, JobState.Failed] };

        Assert.Equal(jobs.Reverse().Select(job => job.Id), await IdsAsync(query, pageSize));
        Assert.Equal(12, await _jobs.CountAsync(query));
    }

    [Fact]
    public async Task Every_filter_leaves_out_the_rest()
    {
        Job[] jobs = await FillAsync(12);
        async Task AssertAsync(Func<JobQuery, JobQuery> narrow, Func<int, bool> expected)
        {
            JobQuery query = narrow(new JobQuery(TestJobs.Organisation));
            string[] ids = [.. Enumerable.Range(0, 12).Where(expected).Select(index => jobs[index].Id).Reverse()];
            Assert.NotEmpty(ids);
            Assert.Equal(ids, await IdsAsync(query, 5));
            Assert.Equal(ids.Length, await _jobs.CountAsync(query));
        }

        await AssertAsync(query => query with { States = [JobState.Cancelled] }, index => index % 3 == 0);
        await AssertAsync(query => query with { ActiveOnly = true }, index => index % 3 != 0);
        await AssertAsync(query => query with { Type = "type 1" }, index => index % 2 == 1);
        await AssertAsync(query => query with { BatchId = "Büro" }, index => index >= 6);
        await AssertAsync(query => query with { Surface = "lynx" }, index => index < 3);
        await AssertAsync(query => query with { Labels = new Dictionary<string, string> { ["Größe"] = "2" } }, index => index % 4 == 2);
        await AssertAsync(query => query with { CreatedFrom = jobs[4].CreatedAt }, index => index >= 4);
        await AssertAsync(query => query with { CreatedBefore = jobs[4].CreatedAt }, index => index < 4);
        await AssertAsync(
            query => query with { States = [JobState.Cancelled, JobState.Queued], Type = "type 0", CreatedBefore = jobs[9].CreatedAt },
            index => index % 2 == 0 && index < 9);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Numbered_pages_have_an_exact_total(bool severalStates)
    {
        Job[] jobs = await FillAsync(12);
        JobQuery query = new(TestJobs.Organisation) { States = severalStates ? [JobState.Queued, JobState.Cancelled] : [] };

        NumberedJobPage second = await _jobs.ListAsync(query, 5, page: 2);
        NumberedJobPage last = await _jobs.ListAsync(query, 5, page: 3);
        NumberedJobPage beyond = await _jobs.ListAsync(query, 5, page: 4);

        Assert.Equal(jobs.Reverse().Skip(5).Take(5).Select(job => job.Id), second.Jobs.Select(job => job.Id));
        Assert.Equal(jobs.Take(2).Reverse().Select(job => job.Id), last.Jobs.Select(job => job.Id));
        Assert.Empty(beyond.Jobs);
        Assert.All(new[] { second, last, beyond }, page => Assert.Equal(12, page.Total));
    }

    [Fact]
    public async Task Jobs_that_come_while_pages_are_turned_do_not_move_them()
    {
        Job[] jobs = await FillAsync(6);
        JobQuery query = new(TestJobs.Organisation);
        JobPage first = await _jobs.ListAsync(query, 3, cursor: null);
        await FillAsync(2);

        JobPage second = await _jobs.ListAsync(query, 3, first.Cursor);

        Assert.Equal(jobs.Take(3).Reverse().Select(job => job.Id), second.Jobs.Select(job => job.Id));
    }

    [Fact]
    public async Task A_foreign_cursor_is_an_error()
    {
        await FillAsync(3);

        await Assert.ThrowsAsync<ArgumentException>(() => _jobs.ListAsync(new JobQuery(TestJobs.Organisation), 2, "nonsense"));
        await Assert.ThrowsAsync<ArgumentException>(() => _jobs.ListAsync(new JobQuery(TestJobs.Organisation), 2, "tother/x"));
    }

    private async Task<Job[]> FillAsync(int count)
    {
        Job[] jobs = new Job[count];
        for (int index = 0; index < count; index++)
        {
            _time.Now += TimeSpan.FromMilliseconds(7);
            jobs[index] = TestJobs.Create(_time.Now, change: submission => submission with
            {
                Type = $"type {index % 2}",
                Surface = index < 3 ? "lynx" : "conversions",
                BatchId = index >= 6 ? "Büro" : null,
                Labels = ImmutableSortedDictionary<string, string>.Empty.Add("Größe", $"{index % 4}").Add("all", "yes"),
            });
            await _jobs.CreateAsync(jobs[index]);
            if (index % 3 == 0)
            {
                await _jobs.UpdateAsync(TestJobs.Organisation, jobs[index].Id, new CancelNow());
            }
        }

        return jobs;
    }

    private async Task<List<string>> IdsAsync(JobQuery query, int pageSize)
    {
        List<string> ids = [];
        string? cursor = null;
        do
        {
            JobPage page = await _jobs.ListAsync(query, pageSize, cursor);
            ids.AddRange(page.Jobs.Select(job => job.Id));
            cursor = page.Cursor;
        }
        while (cursor is not null);
        return ids;
    }
}
