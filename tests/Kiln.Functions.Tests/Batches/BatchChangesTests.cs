using Kiln.Functions.Batches;

namespace Kiln.Functions.Tests.Batches;

public sealed class BatchChangesTests
{
    private const string Organisation = "acme";
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_is_taken_together_is_one_change_of_each_batch()
    {
        BatchChanges changes = new();
        changes.Add(new BatchChange(Organisation, "first", BatchNews.Ended | BatchNews.EndedAgain, Start));
        changes.Add(new BatchChange(Organisation, "second", BatchNews.Begun));
        changes.Add(new BatchChange(Organisation, "first", BatchNews.Retried));

        IEnumerable<BatchChange> taken = await changes.TakeAsync(CancellationToken.None);

        Assert.Equal(
            [
                new BatchChange(Organisation, "first", BatchNews.Ended | BatchNews.EndedAgain | BatchNews.Retried, Start),
                new BatchChange(Organisation, "second", BatchNews.Begun),
            ],
            taken.OrderBy(change => change.BatchId, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Taking_waits_for_a_change()
    {
        BatchChanges changes = new();

        Task<IReadOnlyCollection<BatchChange>> taking = changes.TakeAsync(CancellationToken.None);
        Assert.False(taking.IsCompleted);
        changes.Add(new BatchChange(Organisation, "batch", BatchNews.Begun));

        Assert.Equal(BatchNews.Begun, Assert.Single(await taking).News);
    }

    /// <summary>
    /// A burst of changes meets the taking of its first one. The times number the bursts, and the next one begins when this one was seen:
    /// after a change that is lost, and takes those after it with it, nothing is seen any more, and the deadline ends the test. The two hand
    /// over by signals, so that a busy machine makes the test slower by its switches of threads and no more.
    /// </summary>
    [Fact]
    public async Task No_change_is_lost_that_comes_while_the_one_before_is_taken()
    {
        const int rounds = 2_000;
        const int burst = 8;
        BatchChanges changes = new();
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(5));
        using SemaphoreSlim burstSeen = new(0);
        Task reader = Task.Run(async () =>
        {
            for (long seen = 0; seen < rounds;)
            {
                long taken = (Assert.Single(await changes.TakeAsync(deadline.Token)).EndedAgainAt!.Value - Start).Ticks;
                if (taken > seen)
                {
                    seen = taken;
                    burstSeen.Release();
                }
            }
        });
        Task writer = Task.Run(async () =>
        {
            for (long number = 1; number <= rounds; number++)
            {
                for (int repeat = 0; repeat < burst; repeat++)
                {
                    changes.Add(new BatchChange(Organisation, "batch", BatchNews.EndedAgain, Start.AddTicks(number)));
                }

                await burstSeen.WaitAsync(deadline.Token);
            }
        });

        await Task.WhenAll(reader, writer);
    }
}
