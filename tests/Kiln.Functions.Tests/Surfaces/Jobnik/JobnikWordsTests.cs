using Kiln.Functions.Surfaces.Jobnik.Payload;
using Kiln.Functions.Surfaces.Jobnik.Words;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Transitions;

namespace Kiln.Functions.Tests.Surfaces.Jobnik;

/// <summary>Every row of the contract's status mapping: a situation, and the words of the job, of its stages and of their first tasks.</summary>
public sealed class JobnikWordsTests
{
    public static TheoryData<string> Situations => [.. Rows.Keys];

    private static Dictionary<string, (Job Job, string Words)> Rows { get; } = new()
    {
        ["accepted"] = (Accepted(), "CREATED"),
        ["without stages"] = (SomeJob.Of(), "PENDING"),
        ["queued"] = (SomeJob.Of(1, 1), "PENDING, PENDING PENDING, CREATED PENDING"),
        ["held at a gate"] = (SomeJob.Of(-1, 1), "PENDING, WAITING PENDING, CREATED PENDING"),
        ["claimed, not started"] = (
            SomeJob.Of(1).Do(new ClaimTask(SomeJob.TaskId(1, 1), "w", "t", TimeSpan.FromMinutes(1))),
            "IN_PROGRESS, IN_PROGRESS IN_PROGRESS"),
        ["running"] = (SomeJob.Of(2).Taken(), "IN_PROGRESS, IN_PROGRESS IN_PROGRESS"),
        ["queued after a failed attempt"] = (SomeJob.Of(2, [1]).FailedAttempt(), "IN_PROGRESS, IN_PROGRESS RETRIED"),
        ["between two stages"] = (SomeJob.Of(1, 1).Completed(), "IN_PROGRESS, COMPLETED COMPLETED, PENDING PENDING"),
        ["held in the middle, after work"] = (SomeJob.Of(1, -1).Completed(), "IN_PROGRESS, COMPLETED COMPLETED, WAITING PENDING"),
        ["held by the system in mid-stage"] = (
            SomeJob.Of(2).Taken().Do(new Hold("stage-1", "review")), "IN_PROGRESS, WAITING IN_PROGRESS"),
        ["held, finished meanwhile"] = (
            SomeJob.Of(1, 1).Taken().Do(new Hold("stage-1", "review")).Do(new CompleteTask(SomeJob.TaskId(1, 1), SomeJob.Token)),
            "IN_PROGRESS, WAITING COMPLETED, CREATED PENDING"),
        ["held, finished meanwhile, and approved"] = (
            SomeJob.Of(1, 1).Taken().Do(new Hold("stage-1", "review")).Do(new CompleteTask(SomeJob.TaskId(1, 1), SomeJob.Token)).Do(new Approve("stage-1")),
            "IN_PROGRESS, COMPLETED COMPLETED, PENDING PENDING"),
        ["paused before work"] = (SomeJob.Of(1).Do(new Pause()), "PAUSED, PENDING PENDING"),
        ["paused at a gate"] = (SomeJob.Of(-1).Do(new Pause()), "PAUSED, WAITING PENDING"),
        ["paused in mid-work"] = (SomeJob.Of(1).Taken().Do(new Pause()), "PAUSED, IN_PROGRESS IN_PROGRESS"),
        ["resumed before work"] = (SomeJob.Of(1).Do(new Pause()).Do(new Resume()), "PENDING, PENDING PENDING"),
        ["resumed after work"] = (
            SomeJob.Of(2, [1]).FailedAttempt().Do(new Pause()).Do(new Resume()), "IN_PROGRESS, IN_PROGRESS RETRIED"),
        ["succeeded"] = (SomeJob.Of(1, 1).Completed().Completed(2), "COMPLETED, COMPLETED COMPLETED, COMPLETED COMPLETED"),
        ["failed"] = (SomeJob.Of(1, 1, -1).FailedAttempt(), "FAILED, FAILED FAILED, CREATED PENDING, WAITING PENDING"),
        ["failed with an open sibling"] = (SomeJob.Of(2).Taken(1, 2).FailedAttempt(), "FAILED, FAILED FAILED"),
        ["timed out"] = (
            SomeJob.Of(1, [1, 1, -1], TimeSpan.FromMinutes(1)).Taken().Do(new TimeOut(), SomeJob.Now.AddMinutes(2)),
            "FAILED, FAILED IN_PROGRESS, ABORTED PENDING, ABORTED PENDING"),
        ["cancelled"] = (
            SomeJob.Of(1, 1, -1).Completed().Taken(2).Do(new CancelNow()),
            "ABORTED, COMPLETED COMPLETED, ABORTED IN_PROGRESS, ABORTED PENDING"),
        ["unsealed with all stages done"] = (
            SomeJob.Of(1, [1], sealedJob: false).Completed(), "IN_PROGRESS, COMPLETED COMPLETED"),
    };

    [Theory]
    [MemberData(nameof(Situations))]
    public void A_situation_has_its_words(string situation)
    {
        (Job job, string words) = Rows[situation];

        Assert.Equal(words, string.Join(", ", (string[])
        [
            JobnikWords.Of(job),
            .. job.Stages.Select(stage => $"{JobnikWords.Of(stage.State)} {JobnikWords.Of(stage.Tasks[0].State)}"),
        ]));
    }

    [Theory]
    [InlineData("VERY_HIGH", 100)]
    [InlineData("HIGH", 75)]
    [InlineData("MEDIUM", 50)]
    [InlineData("LOW", 25)]
    [InlineData("VERY_LOW", 0)]
    public void A_priority_is_a_number_and_back(string word, int priority)
    {
        Assert.Equal(priority, PriorityWords.ValueOf(word));
        Assert.Equal(word, PriorityWords.Of(priority));
    }

    [Theory]
    [InlineData(12, "VERY_LOW")]
    [InlineData(13, "LOW")]
    [InlineData(62, "MEDIUM")]
    [InlineData(63, "HIGH")]
    [InlineData(99, "VERY_HIGH")]
    public void A_priority_between_two_words_is_shown_as_the_nearer(int priority, string word) =>
        Assert.Equal(word, PriorityWords.Of(priority));

    [Fact]
    public void Percentages_count_completed_tasks_and_completed_stages_and_are_rounded_down()
    {
        Job job = SomeJob.Of(3, 1, 1);
        Assert.Equal((0, 0), Percentages(job));

        job = job.Completed(1, 1).Completed(1, 2);
        Assert.Equal((0, 66), Percentages(job));

        job = job.Completed(1, 3);
        Assert.Equal((33, 100), Percentages(job));

        Assert.Equal((25, 100), Percentages(job.Do(new AddStage(SomeJob.Stage(4, 0)))));
        Assert.Equal((0, 0), Percentages(SomeJob.Of(0)));

        static (int Job, int Stage) Percentages(Job job) =>
            (JobnikJob.Of(job).Percentage, JobnikStage.Of(job, job.Stages[0]).Percentage);
    }

    [Fact]
    public void A_summary_adds_up()
    {
        Job job = SomeJob.Of(3, [5]).Completed(1, 1).FailedAttempt(1, 2).Taken(1, 3);

        Assert.Equal(new StageSummary(Pending: 2, InProgress: 1, Completed: 1, Failed: 0, Created: 0, Retried: 1, Total: 5), StageSummary.Of(job.Stages[0]));
    }

    private static Job Accepted() => JobLifecycle.Submit(
        new Submission { Id = SomeJob.Id, OrganisationId = "acme", Surface = "jobnik", Type = "jobnik" }, SomeJob.Now);
}
