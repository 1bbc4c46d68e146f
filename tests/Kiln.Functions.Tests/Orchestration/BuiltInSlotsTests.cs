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
        using BuiltInSlots slots = Slots(isSoleProcess: true);
        Task<bool>[] runs = [.. Enumerable.Range(0, 5).Select(_ => slots.TryRunAsync(WorkAsync, CancellationToken.None))];
        Assert.Equal(2, _running);
        _work.SetResult(true);
        Assert.All(await Task.WhenAll(runs), Assert.True);
        Assert.Equal(5, _running);
    }

    [Fact]
    public async Task Work_that_throws_gives_its_slot_back()
    {
        using BuiltInSlots slots = Slots(isSoleProcess: true);
        for (int run = 0; run < 3; run++)
        {
            await Assert.ThrowsAsync<FormatException>(() => slots.TryRunAsync(() => throw new FormatException(), CancellationToken.None));
        }
    }

    [Theory]
    [InlineData(true, 600)]
    [InlineData(false, 10)]
    public async Task Who_waits_too_long_has_run_nothing_and_another_process_gets_its_turn_sooner(bool isSoleProcess, int seconds)
    {
        using BuiltInSlots slots = Slots(isSoleProcess);
        Task<bool>[] runs = [.. Enumerable.Range(0, 3).Select(_ => slots.TryRunAsync(WorkAsync, CancellationToken.None))];
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
        using BuiltInSlots slots = Slots(isSoleProcess: true);
        Task<bool>[] runs = [.. Enumerable.Range(0, 3).Select(_ => slots.TryRunAsync(WorkAsync, CancellationToken.None))];
        _lifetime.StopApplication();
        Assert.False(await runs[2]);
        _work.SetResult(true);
        Assert.True(await runs[0] && await runs[1]);
    }

    private BuiltInSlots Slots(bool isSoleProcess) => new(
        Options.Create(new KilnOptions { BuiltInConcurrency = 2 }), new StorageTopology(isSoleProcess), _lifetime, _clock);

    private Task<bool> WorkAsync()
    {
        Interlocked.Increment(ref _running);
        return _work.Task;
    }
}
