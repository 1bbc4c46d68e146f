using Kiln.Storage.Tests.Support;
using Kiln.Storage.Webhooks;

namespace Kiln.Storage.Tests.Webhooks;

public sealed class DeliveryStoreTests
{
    private readonly SetTime _time = new();
    private readonly MemoryDocumentStore _documents = new();

    [Fact]
    public void Outcomes_move_the_cursor_on_and_are_noted_once()
    {
        DeliveryCursor cursor = DeliveryCursor.Start(Key()).Record(Attempt(1, DeliveryStatus.Delivered, 1));
        DeliveryCursor retrying = cursor.Record(Attempt(3, DeliveryStatus.Retrying, 1));
        Assert.Equal((1, 3), (retrying.Passed, retrying.Current!.Sequence));

        // The same attempt, noted by a process that did it a second time, changes nothing.
        Assert.Same(retrying, retrying.Record(Attempt(3, DeliveryStatus.Retrying, 1)));
        Assert.Same(retrying, retrying.Record(Attempt(1, DeliveryStatus.Retrying, 2)));

        DeliveryCursor passed = retrying.Record(Attempt(3, DeliveryStatus.DeadLettered, 10));
        Assert.Equal((3, null), (passed.Passed, passed.Current));
        Assert.Equal([1L, 3L], passed.Recent.Select(record => record.Sequence));
    }

    [Fact]
    public void A_replay_asks_for_passed_events_in_order_and_each_once()
    {
        DeliveryCursor cursor = (DeliveryCursor.Start(Key()) with { Passed = 5, Open = false }).Replay([4, 2, 4, 9]);
        Assert.True(cursor.Open);
        Assert.Equal([2L, 4L], cursor.Replays.ToArray());

        DeliveryCursor sent = cursor.Record(Attempt(2, DeliveryStatus.Delivered, 1));
        Assert.Equal(4L, Assert.Single(sent.Replays));
        Assert.Equal(5, sent.Passed);
    }

    [Fact]
    public void The_log_of_a_job_keeps_the_newest()
    {
        DeliveryCursor cursor = Enumerable.Range(1, 60).Aggregate(
            DeliveryCursor.Start(Key()), (current, sequence) => current.Record(Attempt(sequence, DeliveryStatus.Delivered, 1)));
        Assert.Equal(Enumerable.Range(11, DeliveryCursor.MaximumRecent), cursor.Recent.Select(record => (int)record.Sequence));
    }

    [Fact]
    public async Task Cursors_are_found_while_they_are_open_and_the_newest_jobs_come_first()
    {
        DeliveryStore store = new(_documents, _time);
        DeliveryKey older = Key();
        _time.Now += TimeSpan.FromSeconds(1);
        DeliveryKey newer = Key();
        await store.UpdateAsync(older, cursor => cursor);
        await store.UpdateAsync(newer, cursor => cursor with { Passed = 2, Open = false });

        Assert.Equal([older], await store.ListOpenAsync("acme").ToListAsync());
        Assert.Equal([newer, older], await store.ListAsync("acme", "endpoint", openOnly: false).Select(cursor => cursor.Key).ToListAsync());
        Assert.Equal([older], await store.ListAsync("acme", "endpoint", openOnly: true).Select(cursor => cursor.Key).ToListAsync());
        Assert.Empty(await store.ListOpenAsync("other").ToListAsync());

        await store.RemoveAllAsync("acme", "endpoint");
        Assert.Null(await store.FindAsync(older));
    }

    [Fact]
    public async Task Of_changes_that_race_none_is_lost()
    {
        DeliveryKey key = Key();
        await Task.WhenAll(Enumerable.Range(1, 20).Select(sequence => new DeliveryStore(_documents, _time).UpdateAsync(
            key, cursor => cursor with { Recent = cursor.Recent.Add(Attempt(sequence, DeliveryStatus.Delivered, 1)) })));
        DeliveryCursor cursor = (await new DeliveryStore(_documents, _time).FindAsync(key))!;
        Assert.Equal(Enumerable.Range(1, 20), cursor.Recent.Select(record => (int)record.Sequence).Order());
    }

    private DeliveryKey Key() => new("acme", "endpoint", Guid.CreateVersion7(_time.Now).ToString());

    private DeliveryRecord Attempt(long sequence, DeliveryStatus status, int attempts) =>
        new(sequence, "job.created", status, attempts, _time.Now);
}
