using Kiln.Functions.Surfaces.Jobnik.Listing;
using Kiln.Functions.Surfaces.Jobnik.Service;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Tests.Surfaces.Jobnik;

public sealed class ListingTests
{
    private static readonly DateTimeOffset Moment = new(2026, 3, 2, 9, 15, 0, 1, TimeSpan.Zero);

    [Fact]
    public void Both_ends_of_a_range_are_in_it_as_replies_show_them()
    {
        DateTimeOffset stored = Moment.AddTicks(7);

        Assert.True(new TimeRange(Moment, Moment).Contains(stored));
        Assert.True(new TimeRange(null, null).Contains(stored));
        Assert.False(new TimeRange(Moment.AddMilliseconds(1), null).Contains(stored));
        Assert.False(new TimeRange(null, Moment.AddMilliseconds(-1)).Contains(stored));
    }

    [Theory]
    [InlineData(1, 10, 0, 10)]
    [InlineData(3, 7, 14, 21)]
    [InlineData(int.MaxValue, 100, 1 << 30, 1 << 30)]
    public void A_page_is_a_part_of_the_list(int number, int size, int first, int end)
    {
        ListPage page = new(number, size);
        Assert.Equal((first, end), (page.First, page.End));
    }

    [Fact]
    public void The_oldest_tasks_are_kept_in_their_order_whatever_order_they_come_in()
    {
        Stage stage = SomeJob.Of(5).Stages[0];
        JobTask[] tasks = [.. stage.Tasks.Select((task, index) => task with { CreatedAt = Moment.AddSeconds(index / 2) })];
        OldestTasks oldest = new(4);

        oldest.Add(stage, ((int[])[3, 0, 4, 2, 1]).Select(index => tasks[index]));

        Assert.Equal(["task-1-2", "task-1-3", "task-1-4"], oldest.From(1).Select(task => task.Id));
    }

    [Fact]
    public void Filters_ask_for_type_word_and_time_together()
    {
        Job job = SomeJob.Of(2, 1).Completed(1, 1);

        Assert.Equal(["stage-1"], new StageFilter(null, null, "IN_PROGRESS").Shown(JobOutline.Of(job)).Select(stage => stage.Id));
        Assert.Equal(["stage-2"], new StageFilter(job.Id, "type-2", "CREATED").Shown(JobOutline.Of(job)).Select(stage => stage.Id));
        Assert.Empty(new StageFilter("another", null, null).Shown(JobOutline.Of(job)));
        Assert.Equal(
            ["task-1-2"],
            new TaskFilter("stage-1", "type-1", "PENDING", new TimeRange(SomeJob.Now, SomeJob.Now)).Shown(job.Stages[0]).Select(task => task.Id));
        Assert.Empty(new TaskFilter(null, null, null, new TimeRange(SomeJob.Now.AddSeconds(1), null)).Shown(job.Stages[0]));
    }

    [Fact]
    public void Metrics_count_jobs_stages_and_tasks_in_the_format_of_Prometheus()
    {
        JobnikMetrics metrics = new();
        metrics.Add(JobOutline.Of(SomeJob.Of(2, 1).Completed(1, 1)));
        metrics.Add(JobOutline.Of(SomeJob.Of(1).Do(new Pause()).Do(new SetPriority(100))));

        string[] lines = metrics.ToString().Split('\n');

        Assert.Contains("# TYPE jobnik_jobs_by_status gauge", lines);
        Assert.Contains("jobnik_jobs_by_status{job_status=\"IN_PROGRESS\"} 1", lines);
        Assert.Contains("jobnik_jobs_by_status{job_status=\"PAUSED\"} 1", lines);
        Assert.Contains("jobnik_jobs_by_status{job_status=\"FAILED\"} 0", lines);
        Assert.Contains("jobnik_stages_by_status{stage_status=\"CREATED\",stage_type=\"type-2\"} 1", lines);
        Assert.Contains("jobnik_tasks_by_status{task_status=\"PENDING\",stage_type=\"type-1\"} 2", lines);
        Assert.Contains("jobnik_tasks_count{stage_type=\"type-1\",priority=\"VERY_HIGH\",task_status=\"PENDING\"} 1", lines);
    }

    [Fact]
    public void A_stage_type_cannot_break_out_of_its_label()
    {
        JobnikMetrics metrics = new();
        metrics.Add(JobOutline.Of(SomeJob.Of().Do(new AddStage(SomeJob.Stage(1, 0) with { Type = "a\"} 1\nb\\" }))));

        Assert.Contains("stage_type=\"a\\\"} 1\\nb\\\\\"} 1\n", metrics.ToString(), StringComparison.Ordinal);
    }
}
