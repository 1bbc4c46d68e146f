using System.Text.Json;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Lifecycle.Tests.Transitions;

/// <summary>What clients note on a job and its parts.</summary>
public sealed class UserMetadataTests
{
    private static readonly JsonElement Notes = JsonSerializer.SerializeToElement(new { tile = "7/44/12" });

    [Fact]
    public void Notes_replace_those_of_the_job_the_stage_or_the_task_and_cause_no_event()
    {
        Job job = Some.Planned(Some.Stage("usd"));

        Job noted = job.Do(new SetUserMetadata(Notes));
        Assert.Equal(Notes, noted.UserMetadata);
        Assert.Equal(Notes, job.Do(new SetUserMetadata(Notes, StageId: "usd")).Stages[0].UserMetadata);
        Assert.Equal(Notes, job.Do(new SetUserMetadata(Notes, TaskId: "usd-1")).Stages[0].Tasks[0].UserMetadata);
        Assert.Equal(job.LastSequence, noted.LastSequence);
        Assert.Equal(job.Version + 1, noted.Version);
    }

    [Fact]
    public void Notes_on_what_is_not_there_are_refused()
    {
        Job job = Some.Planned(Some.Stage("usd"));

        Assert.Equal(RefusalCode.NotFound, job.Refused(new SetUserMetadata(Notes, StageId: "none")).Code);
        Assert.Equal(RefusalCode.NotFound, job.Refused(new SetUserMetadata(Notes, TaskId: "none")).Code);
    }

    [Fact]
    public void An_ended_job_takes_notes_and_stays_ended()
    {
        Job ended = Some.Planned(Some.Stage("usd")).Completed("usd-1");

        Job noted = ended.Do(new SetUserMetadata(Notes, TaskId: "usd-1"), Some.Now.AddDays(1));

        Assert.Equal((JobState.Succeeded, ended.CompletedAt), (noted.State, noted.CompletedAt));
        Assert.Equal(Notes, noted.Stages[0].Tasks[0].UserMetadata);
    }

    [Fact]
    public void Notes_on_a_task_renew_its_lease_for_as_long_as_it_was_last_asked_for()
    {
        DateTimeOffset later = Some.Now.AddSeconds(50);
        Job claimed = Some.Planned(Some.Stage("usd")).Claimed("usd-1");
        Job beating = claimed.Do(new Heartbeat("usd-1", "token", TimeSpan.FromSeconds(5)));

        Assert.Equal(later + Some.Lease, Renewed(claimed));
        Assert.Equal(later + TimeSpan.FromSeconds(5), Renewed(beating));

        DateTimeOffset? Renewed(Job job) =>
            job.Do(new SetUserMetadata(Notes, TaskId: "usd-1"), later).Stages[0].Tasks[0].Lease?.ExpiresAt;
    }
}
