using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Batches;
using Kiln.Storage.Plans;
using Kiln.Storage.Tests.Support;
using Kiln.Storage.Tests.Work.Runs;
using Kiln.Storage.Work;

namespace Kiln.Storage.Tests.Plans;

public sealed class RunPlacesTests
{
    private const string Organisation = TestJobs.Organisation;

    private static readonly Failure Broke = new(FailureCodes.ProcessingFailed, "It broke.", FailurePhase.Processing, Retryable: true);

    private readonly SetTime _time = new();
    private readonly MemoryDocumentStore _documents = new();
    private readonly RunWorld _world;
    private int? _limit = 3;

    public RunPlacesTests() => _world = new RunWorld(_documents, _time);

    [Fact]
    public async Task However_many_processes_race_there_are_no_more_places_than_allowed()
    {
        RunPlaces[] processes = [Create(), Create(), Create()];

        bool[] taken = await Task.WhenAll(Enumerable.Range(0, 60).Select(number =>
            Task.Run(() => processes[number % 3].TakeAsync(Organisation, $"job-{number}", $"token-{number}"))));

        Assert.Equal(3, taken.Count(place => place));
        Assert.False(await processes[0].HasRoomAsync(Organisation));
        int holder = Array.IndexOf(taken, true);
        Assert.True(await processes[1].TakeAsync(Organisation, $"job-{holder}", "again"));
        Assert.False(await processes[1].FreeAsync(Organisation, $"job-{holder}", $"token-{holder}"));
        Assert.True(await processes[1].FreeAsync(Organisation, $"job-{holder}", "again"));
        Assert.True(await processes[2].TakeAsync(Organisation, "another", "token"));
    }

    [Fact]
    public async Task Without_a_limit_nothing_is_kept()
    {
        _limit = null;
        RunPlaces places = Create();

        Assert.True(await places.TakeAsync(Organisation, "job", "token"));
        Assert.True(await places.HasRoomAsync(Organisation));
        Assert.Null(await _documents.GetAsync($"{Organisation}/plan/runs"));
    }

    [Fact]
    public async Task A_place_is_free_when_the_lease_is_gone_whatever_ended_it()
    {
        RunPlaces places = Create();
        await _world.AddAsync(3);
        foreach (Func<ClaimedTask, JobCommand> end in (Func<ClaimedTask, JobCommand>[])
        [
            run => new ReleaseTask(run.Task.Id, run.Token),
            run => new FailAttempt(run.Task.Id, run.Token, Broke),
            _ => new CancelNow(),
        ])
        {
            _limit = 1;
            ClaimedTask run = (await _world.ClaimAsync())!;
            Assert.True(await places.TakeAsync(Organisation, run.Job.Id, run.Token));
            Assert.False(await places.HasRoomAsync(Organisation));
            Job renewed = (await _world.ApplyAsync(run, new Heartbeat(run.Task.Id, run.Token, TimeSpan.FromMinutes(1))))!.Job;
            Assert.False(await places.FollowAsync(run.Job, renewed));

            Assert.True(await places.FollowAsync(renewed, (await _world.ApplyAsync(run, end(run)))!.Job));
            Assert.True(await places.HasRoomAsync(Organisation));
        }
    }

    [Fact]
    public async Task A_place_that_a_crash_left_is_found_and_one_that_is_being_claimed_or_used_is_not()
    {
        RunPlaces places = Create();
        Batch batch = await _world.AddAsync(1);
        ClaimedTask run = (await _world.ClaimAsync())!;
        await places.TakeAsync(Organisation, run.Job.Id, run.Token);
        await places.TakeAsync(Organisation, batch.JobIdOf(0).Replace('0', '1'), "left");
        await places.RepairAsync(Organisation, _world.Jobs);
        Assert.True(await places.TakeAsync(Organisation, "third", "left too"));
        Assert.False(await places.HasRoomAsync(Organisation));

        _time.Now += TimeSpan.FromMinutes(2);
        await places.RepairAsync(Organisation, _world.Jobs);

        Assert.True(await places.TakeAsync(Organisation, "fourth", "new"));
        Assert.True(await places.TakeAsync(Organisation, "fifth", "new"));
        Assert.False(await places.TakeAsync(Organisation, "sixth", "new"));
    }

    private RunPlaces Create() => new(_documents, _world.Index, RunWorld.Surface, _ => _limit, _time);
}
