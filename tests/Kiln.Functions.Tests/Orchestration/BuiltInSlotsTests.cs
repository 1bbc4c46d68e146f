using Kiln.Functions.Configuration;
using Kiln.Functions.Orchestration;
using Kiln.LocalHost.Testing;
using Kiln.Storage;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Tests.Orchestration;

public sealed class BuiltInSlotsTests
{
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly ManualClock _clock = new();
    private readonly TaskCompletionSource<bool> _work = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;

    [Fact]
    public async Task No_more_run_at_once_than_there_are_slots_and_each_runs_in_the_end()
    {
        BuiltInSlots slots = Slots(isSoleProcess: true);
        Task<bool>[] runs = [.. Enumerable.Range(0, 5).Select(_ => slots.TryRunAsync(Any, WorkAsync, CancellationToken.None))];
        Assert.Equal(2, _running);
        _work.SetResult(true);
        Assert.All(await Task.WhenAll(runs), Assert.True);
        Assert.Equal(5, _running);
    }

    [Fact]
    public async Task Work_that_throws_gives_its_slot_back()
    {
        BuiltInSlots slots = Slots(isSoleProcess: true);
        for (int run = 0; run < 3; run++)
        {
            await Assert.ThrowsAsync<FormatException>(() => slots.TryRunAsync(Any, () => throw new FormatException(), CancellationToken.None));
        }
    }

    [Theory]
    [InlineData(true, 600)]
    [InlineData(false, 10)]
    public async Task Who_waits_too_long_has_run_nothing_and_another_process_gets_its_turn_sooner(bool isSoleProcess, int seconds)
    {
        BuiltInSlots slots = Slots(isSoleProcess);
        Task<bool>[] runs = [.. Enumerable.Range(0, 3).Select(_ => slots.TryRunAsync(Any, WorkAsync, CancellationToken.None))];
        _clock.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.False(runs[2].IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await runs[2]);
        Assert.Equal(2, _running);
        _work.SetResult(true);
        Assert.True(await runs[0] && await runs[1]);
    }

    [Fact]
    public async Task A_host_that_stops_keeps_nobody_waiting()
    {
        BuiltInSlots slots = Slots(isSoleProcess: true);
        Task<bool>[] runs = [.. Enumerable.Range(0, 3).Select(_ => slots.TryRunAsync(Any, WorkAsync, CancellationToken.None))];
        _lifetime.StopApplication();
        Assert.False(await runs[2]);
        _work.SetResult(true);
        Assert.True(await runs[0] && await runs[1]);
    }

    [Fact]
    public async Task A_free_slot_goes_by_priority_and_then_by_age()
    {
        BuiltInSlots slots = Slots(isSoleProcess: true, count: 1);
        Task<bool> running = slots.TryRunAsync(Any, WorkAsync, CancellationToken.None);
        List<string> order = [];
        using CancellationTokenSource impatient = new();
        Task<bool> left = WaitAsync(100, "job-0", impatient.Token);
        Task<bool>[] waiting =
        [
            WaitAsync(50, "job-2", default), WaitAsync(50, "job-1", default), WaitAsync(90, "job-4", default), WaitAsync(10, "job-3", default),
        ];
        await impatient.CancelAsync();
        Assert.False(await left);

        _work.SetResult(true);

        Assert.All(await Task.WhenAll([running, .. waiting]), Assert.True);
        Assert.Equal(["job-4", "job-1", "job-2", "job-3"], order);

        Task<bool> WaitAsync(int priority, string job, CancellationToken cancellationToken) => slots.TryRunAsync(
            () => ValueTask.FromResult(new SlotRank(priority, job)), () => NoteAsync(job), cancellationToken);

        Task<bool> NoteAsync(string job)
        {
            lock (order)
            {
                order.Add(job);
            }

            return Task.FromResult(true);
        }
    }

    private static ValueTask<SlotRank> Any() => ValueTask.FromResult(new SlotRank(50, "job"));

    private BuiltInSlots Slots(bool isSoleProcess, int count = 2) => new(
        Options.Create(new KilnOptions { BuiltInConcurrency = count }), new StorageTopology(isSoleProcess), _lifetime, _clock);

    private Task<bool> WorkAsync()
    {
        Interlocked.Increment(ref _running);
        return _work.Task;
    }
}
