using Kiln.Lifecycle.Commands;
using Kiln.Storage.Batches;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Tests.Support;
using Kiln.Storage.Work;
using Kiln.Storage.Work.Runs;

namespace Kiln.Storage.Tests.Work.Runs;

/// <summary>Whom a run that becomes ready wakes.</summary>
public sealed class RunWakingTests
{
    private readonly SetTime _time = new();
    private readonly RunWorld _world;

    public RunWakingTests() => _world = new RunWorld(new MemoryDocumentStore(), _time);

    [Fact]
    public async Task As_many_runners_are_woken_as_there_are_runs_and_only_those_that_fit()
    {
        Waiting unfit = Wait("unfit", needs => needs.SimulationType == "other");
        Waiting[] fit = [.. Enumerable.Range(0, 5).Select(number => Wait($"runner {number}"))];

        await _world.AddAsync(2);

        Assert.False(unfit.IsWoken);
        Assert.Equal(2, fit.Count(runner => runner.IsWoken));
    }

    [Fact]
    public async Task The_end_of_a_run_wakes_one_for_its_slot_and_the_claims_of_its_own_runner()
    {
        await _world.AddAsync(2, limit: 1);
        ClaimedTask run = (await _world.ClaimAsync())!;
        Waiting full = Wait("runner", _ => false);
        Waiting[] others = [Wait("a"), Wait("b")];

        await _world.ApplyAsync(run, new CompleteTask(run.Task.Id, run.Token));

        Assert.True(full.IsWoken);
        Assert.Equal(1, others.Count(runner => runner.IsWoken));
    }

    [Fact]
    public async Task A_batch_at_its_limit_wakes_nobody_for_a_look_that_must_fail()
    {
        await _world.AddAsync(3, limit: 1);
        await _world.ClaimAsync();
        Waiting waiting = Wait("a");

        Assert.Null(await _world.ClaimAsync());

        Assert.False(waiting.IsWoken);
    }

    [Fact]
    public async Task A_slot_that_was_taken_in_vain_is_offered_to_another_runner()
    {
        await _world.AddAsync(1, limit: 1);
        Waiting waiting = Wait("a");

        Assert.Null(await _world.ClaimAsync(room: false));

        Assert.True(waiting.IsWoken);
    }

    [Fact]
    public async Task A_runner_that_takes_work_again_is_woken_alone()
    {
        Waiting one = Wait("one");
        Waiting other = Wait("other");

        _world.Queue.Wake(TestJobs.Organisation, "one");

        Assert.Equal((true, false), (one.IsWoken, other.IsWoken));
        Assert.Null(await _world.ClaimAsync());
    }

    [Fact]
    public async Task A_batch_that_others_took_the_entry_of_is_repaired_by_one_listing()
    {
        Batch first = await _world.AddAsync(1);
        _time.Now += TimeSpan.FromSeconds(1);
        Batch second = await _world.AddAsync(1);
        await _world.Documents.DeleteAsync(
            RunQueue.EntryOf(first.OrganisationId, first.Id, first.Priority, new RunRequirements("parafoil", 1000, 1_000_000, false, null)).Key);

        await _world.Repair.RepairAsync(TestJobs.Organisation);

        Assert.Equal(first.JobIdOf(0), (await _world.ClaimAsync())?.Job.Id);
        Assert.Equal(second.JobIdOf(0), (await _world.ClaimAsync())?.Job.Id);
    }

    private Waiting Wait(string runner, Func<RunRequirements, bool>? fits = null)
    {
        WorkOffers<RunRequirements>.Listener listener = _world.Queue.Listen(TestJobs.Organisation, runner, fits ?? (_ => true));
        Task offer = listener.NextOffer();
        listener.FoundNothing();
        return new Waiting(offer);
    }

    private sealed record Waiting(Task Offer)
    {
        public bool IsWoken => Offer.IsCompleted;
    }
}
