using FsCheck;
using FsCheck.Fluent;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Batches;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Batches;

/// <summary>What is true of a batch's record, whatever happens to it in which order.</summary>
public sealed class BatchTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 15, 0, TimeSpan.Zero);
    private static readonly JobState[] States = Enum.GetValues<JobState>();

    [Fact]
    public void Any_order_of_changes_keeps_the_log_gapless_and_one_end_for_each_beginning() => Prop.ForAll(
        ArbMap.Default.ArbFor<int[]>(),
        choices =>
        {
            Batch batch = TestBatches.Create(Now, total: 25);
            DateTimeOffset time = Now;
            foreach (int choice in choices)
            {
                time += TimeSpan.FromSeconds(1);
                Batch changed = Change(batch, choice, time);
                Assert.True(ReferenceEquals(changed, batch) || changed.Version == batch.Version + 1);
                Assert.True(changed.Expanded >= batch.Expanded && changed.Expanded <= changed.Total);
                Assert.True(batch.ExpandedAt is null || changed.ExpandedAt == batch.ExpandedAt);
                Assert.True(!batch.CancelRequested || changed.CancelRequested);
                batch = changed;
            }

            Assert.Equal(Enumerable.Range(1, batch.Events.Length).Select(n => (long)n), batch.Events.Select(e => e.Sequence));
            Assert.InRange(batch.Events.Count(e => e.Type == EventTypes.BatchCancelRequested), 0, 1);
            string[] ends = [.. batch.Events.Select(e => e.Type).Where(type => type is EventTypes.BatchCompleted or EventTypes.BatchReopened)];
            for (int i = 0; i < ends.Length; i++)
            {
                Assert.Equal(i % 2 == 0 ? EventTypes.BatchCompleted : EventTypes.BatchReopened, ends[i]);
            }

            Assert.Equal(ends.Length % 2 == 1, batch.CompletedAt is not null);
            Assert.Equal(batch.CompletedAt is not null, batch.Counts is not null);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Counts_sum_to_the_total_whatever_was_counted() => Prop.ForAll(
        ArbMap.Default.ArbFor<(ushort, byte, ushort[])>(),
        input =>
        {
            (ushort total, byte never, ushort[] counted) = input;
            Dictionary<JobState, long> stored = [];
            for (int i = 0; i < Math.Min(counted.Length, States.Length); i++)
            {
                stored[States[i]] = counted[i];
            }

            BatchCounts counts = BatchCounts.Of(total, Math.Min(never, total), stored);

            Assert.Equal(total, counts.Total);
            long[] all = [counts.Pending, counts.Preparing, counts.Held, counts.Claimed, counts.Running, counts.Ended];
            Assert.All(all, count => Assert.InRange(count, 0, total));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(5, 0, 0, 0, false, false, BatchState.Completed)]
    [InlineData(1, 4, 0, 0, false, false, BatchState.Completed)]
    [InlineData(1, 3, 1, 0, false, true, BatchState.Failed)]
    [InlineData(0, 4, 1, 0, false, false, BatchState.Failed)]
    [InlineData(0, 4, 0, 1, false, false, BatchState.Failed)]
    [InlineData(0, 0, 0, 5, false, false, BatchState.Cancelled)]
    [InlineData(4, 0, 0, 1, true, false, BatchState.Cancelled)]
    [InlineData(4, 0, 0, 1, false, false, BatchState.Completed)]
    [InlineData(5, 0, 0, 0, true, false, BatchState.Completed)]
    public void It_ends_as_its_jobs_did(
        int succeeded, int failed, int timedOut, int cancelled, bool cancelRequested, bool failsWithAny, BatchState expected)
    {
        Batch batch = TestBatches.Create(Now, total: 5, change: batch => batch with { FailsWithAnyJob = failsWithAny }).Expand(5, Now);
        batch = cancelRequested ? batch.RequestCancel(Now) : batch;

        Batch ended = batch.Complete(new BatchCounts(0, 0, 0, 0, 0, succeeded, failed, timedOut, cancelled), Now);

        Assert.Equal(expected, ended.State);
        Assert.Same(ended, ended.Complete(ended.Counts!, Now));
    }

    [Fact]
    public void It_does_not_end_before_all_its_jobs_are_stored()
    {
        Batch batch = TestBatches.Create(Now, total: 5).Expand(4, Now);

        Assert.Same(batch, batch.Complete(new BatchCounts(0, 0, 0, 0, 0, 5, 0, 0, 0), Now));
        Assert.Equal(1, batch.CutShort(Now).NeverStored);
    }

    [Fact]
    public void Its_jobs_are_its_parts()
    {
        Batch batch = TestBatches.Create(Now, total: 100_000);

        Assert.Equal(99_999, Batch.IndexOf(batch.JobIdOf(99_999)));
        Assert.Equal(batch.Id, PartId.RootOf(batch.JobIdOf(0)));
        Assert.Throws<ArgumentException>(() => Batch.IndexOf(batch.Id));
    }

    [Theory]
    [InlineData(0, 60, 0, 10, 0.0, null)]
    [InlineData(30, 600, 50, 50, 3.0, 16.7)]
    [InlineData(30, 600, 100, 0, 3.0, null)]
    [InlineData(2, 600, 2, 98, 0.2, null)]
    [InlineData(5, 0, 5, 5, 300.0, 0.0)]
    public void The_time_left_follows_from_what_ended_lately(int count, int seconds, int ended, int left, double perMinute, double? minutes)
    {
        RecentEnds recent = new(count, TimeSpan.FromSeconds(seconds));

        Assert.Equal(perMinute, recent.PerMinute, 3);
        double? estimate = recent.MinutesLeft(new BatchCounts(left, 0, 0, 0, 0, ended, 0, 0, 0), leastEnded: 3);
        Assert.Equal(minutes, estimate is null ? null : Math.Round(estimate.Value, 1));
    }

    private static Batch Change(Batch batch, int choice, DateTimeOffset time) => (choice & 7) switch
    {
        0 => batch.Expand(((choice >> 3) & 31) % (batch.Total + 1), time),
        1 => batch.Expand(batch.Total, time),
        2 => batch.CutShort(time),
        3 => batch.RequestCancel(time),
        4 => batch.Start(time),
        5 or 6 => batch.Complete(new BatchCounts(0, 0, 0, 0, 0, batch.Total, 0, 0, 0), time),
        _ => batch.Reopen(time),
    };
}
