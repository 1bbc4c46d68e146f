using Kiln.Storage.Documents;
using Kiln.Storage.Plans;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Plans;

/// <summary>Places are never more than the plan allows, go to who waits longest, and none is lost, whoever races and dies.</summary>
public sealed class RunningJobsTests
{
    private const string Organisation = "acme";
    private const int Usual = 50;

    private readonly MemoryDocumentStore _documents = new();

    [Fact]
    public async Task Who_finds_no_place_gets_one_in_the_order_of_age_when_somebody_leaves()
    {
        RunningJobs running = New();
        Assert.Equal("a b", await EnterAllAsync(running, 2, "a", "b", "d", "c", "e"));
        Assert.Equal("a b", await EnterAllAsync(running, 2, "a", "b", "d", "c", "e"));

        Assert.Equal(["c"], await running.LeaveAsync(Organisation, "a", Usual, 2));
        Assert.Empty(await running.LeaveAsync(Organisation, "a", Usual, 2));
        Assert.Equal(["d"], await running.LeaveAsync(Organisation, "c", Usual, 2));
        Assert.True(await running.EnterAsync(Organisation, "d", Usual, 2));
        Assert.Equal(["b", "d"], await running.ListAsync(Organisation));
    }

    [Fact]
    public async Task Priority_goes_before_age()
    {
        RunningJobs running = New();
        Assert.True(await running.EnterAsync(Organisation, "a", Usual, 1));
        foreach ((string run, int priority) in ((string, int)[])[("b", 0), ("c", Usual), ("d", 100), ("e", 100)])
        {
            Assert.False(await running.EnterAsync(Organisation, run, priority, 1));
        }

        List<string> order = ["a"];
        while (await running.LeaveAsync(Organisation, order[^1], priority: null, 1) is [string next])
        {
            order.Add(next);
        }

        Assert.Equal(["a", "d", "e", "c", "b"], order);
    }

    [Fact]
    public async Task Who_gives_up_waiting_is_passed_over()
    {
        RunningJobs running = New();
        await EnterAllAsync(running, 1, "a", "b", "c");
        Assert.Empty(await running.LeaveAsync(Organisation, "b", Usual, 1));
        Assert.Equal(["c"], await running.LeaveAsync(Organisation, "a", Usual, 1));
    }

    [Fact]
    public async Task A_larger_plan_is_filled_with_those_that_wait()
    {
        RunningJobs running = New();
        await EnterAllAsync(running, 1, "a", "b", "c", "d");
        Assert.Equal(["b", "c"], await running.FillAsync(Organisation, 3));
        Assert.Empty(await running.FillAsync(Organisation, 3));
        Assert.Empty(await running.LeaveAsync(Organisation, "a", Usual, 2));
        Assert.Equal(["d"], await running.LeaveAsync(Organisation, "b", Usual, 2));
    }

    [Fact]
    public async Task A_mark_that_a_crash_left_to_one_that_runs_takes_nobodys_place()
    {
        RunningJobs running = New();
        await EnterAllAsync(running, 1, "a", "c");
        await _documents.PutAsync($"{Organisation}/plan-waiting/a", new DocumentWrite("{}"u8.ToArray()), WriteCondition.Always);
        Assert.Equal(["c"], await running.FillAsync(Organisation, 2));
    }

    [Fact]
    public async Task Organisations_do_not_share_places()
    {
        RunningJobs running = New();
        Assert.True(await running.EnterAsync("acme", "a", Usual, 1));
        Assert.True(await running.EnterAsync("other", "b", Usual, 1));
    }

    [Theory]
    [InlineData(1, 11)]
    [InlineData(3, 12)]
    [InlineData(5, 13)]
    public async Task In_a_race_of_many_processes_never_too_many_run_and_all_get_their_turn(int most, int seed)
    {
        const int Runs = 40;
        RunningJobs[] processes = [New(), New(), New()];
        TaskCompletionSource[] turns = [.. Enumerable.Range(0, Runs).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        int now = 0;
        int highest = 0;
        await Task.WhenAll(Enumerable.Range(0, Runs).Select(number => Task.Run(() => RunAsync(number))));

        Assert.InRange(highest, 1, most);
        Assert.Empty(await processes[0].ListAsync(Organisation));
        Assert.Empty(await processes[0].FillAsync(Organisation, most));

        async Task RunAsync(int number)
        {
            Random random = new(seed + number);
            string run = $"run-{number:D3}";
            if (!await processes[random.Next(3)].EnterAsync(Organisation, run, Usual, most))
            {
                await turns[number].Task.WaitAsync(TimeSpan.FromMinutes(1));
                Assert.True(await processes[random.Next(3)].EnterAsync(Organisation, run, Usual, most));
            }

            int running = Interlocked.Increment(ref now);
            InterlockedMax(ref highest, running);
            await Task.Yield();
            Interlocked.Decrement(ref now);
            foreach (string next in await processes[random.Next(3)].LeaveAsync(Organisation, run, Usual, most))
            {
                turns[int.Parse(next["run-".Length..], System.Globalization.CultureInfo.InvariantCulture)].SetResult();
            }
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = Volatile.Read(ref target); seen < value;)
        {
            int before = Interlocked.CompareExchange(ref target, value, seen);
            seen = before == seen ? value : before;
        }
    }

    /// <summary>Asks for places one after the other; answers who has one.</summary>
    private static async Task<string> EnterAllAsync(RunningJobs running, int most, params string[] runs)
    {
        List<string> entered = [];
        foreach (string run in runs)
        {
            if (await running.EnterAsync(Organisation, run, Usual, most))
            {
                entered.Add(run);
            }
        }

        return string.Join(' ', entered);
    }

    private RunningJobs New() => new(_documents, TimeProvider.System);
}
