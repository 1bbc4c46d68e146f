using Kiln.Storage.Idempotency;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Idempotency;

public sealed class IdempotencyStoreTests
{
    private static readonly StoredReply Reply = new(
        202, new Dictionary<string, string> { ["Location"] = "/api/conversions/1" }, "application/json", "{\"ä\":1}");

    private readonly MemoryDocumentStore _documents = new();
    private readonly SetTime _time = new();
    private readonly IdempotencyStore _store;

    public IdempotencyStoreTests() => _store = NewProcess();

    [Fact]
    public async Task The_first_request_proceeds_under_its_own_identifier()
    {
        IdempotencyClaim claim = await ProceedAsync(_store, "id-1");

        Assert.Equal("id-1", claim.ResourceId);
        Assert.False(claim.IsResumed);
    }

    [Fact]
    public async Task A_repeat_of_an_answered_request_gets_the_same_reply()
    {
        await _store.CompleteAsync(await ProceedAsync(_store, "id-1"), Reply);

        foreach (IdempotencyStore process in new[] { _store, NewProcess() })
        {
            StoredReply again = Assert.IsType<IdempotencyDecision.Replay>(await BeginAsync(process, "id-2")).Reply;
            Assert.Equal((Reply.StatusCode, Reply.ContentType, Reply.Body), (again.StatusCode, again.ContentType, again.Body));
            Assert.Equal(Reply.Headers.ToDictionary(), again.Headers.ToDictionary());
        }
    }

    [Fact]
    public async Task Another_request_under_the_key_is_a_mismatch_running_or_answered()
    {
        IdempotencyClaim claim = await ProceedAsync(_store, "id-1");
        Assert.IsType<IdempotencyDecision.Mismatch>(await BeginAsync(_store, "id-2", hash: "other"));

        await _store.CompleteAsync(claim, Reply);
        Assert.IsType<IdempotencyDecision.Mismatch>(await BeginAsync(_store, "id-2", hash: "other"));
    }

    [Fact]
    public async Task Keys_are_scoped_to_organisation_and_path()
    {
        await ProceedAsync(_store, "id-1");

        Assert.IsType<IdempotencyDecision.Proceed>(await _store.BeginAsync("other", "/conversions", "key", "hash", "id-2"));
        Assert.IsType<IdempotencyDecision.Proceed>(await _store.BeginAsync("acme", "/uploads", "key", "hash", "id-3"));
        Assert.IsType<IdempotencyDecision.Proceed>(await _store.BeginAsync("acme", "/conversions", "key2", "hash", "id-4"));
    }

    [Fact]
    public async Task Of_many_requests_at_once_one_proceeds()
    {
        IdempotencyStore other = NewProcess();

        IdempotencyDecision[] decisions = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => Task.Run(
            () => BeginAsync(number % 2 == 0 ? _store : other, $"id-{number}"))));

        Assert.Single(decisions, decision => decision is IdempotencyDecision.Proceed);
        Assert.Equal(99, decisions.Count(decision => decision is IdempotencyDecision.InFlight));
    }

    [Fact]
    public async Task A_released_key_is_free_again()
    {
        await _store.ReleaseAsync(await ProceedAsync(_store, "id-1"));

        Assert.Equal("id-2", (await ProceedAsync(_store, "id-2", hash: "other")).ResourceId);
    }

    [Fact]
    public async Task A_request_that_broke_off_is_finished_by_the_next_under_the_same_identifier()
    {
        _store.Abort(await ProceedAsync(_store, "id-1"));

        IdempotencyClaim claim = await ProceedAsync(_store, "id-2");

        Assert.Equal("id-1", claim.ResourceId);
        Assert.True(claim.IsResumed);
    }

    [Fact]
    public async Task The_request_of_a_dead_process_is_finished_once_its_lease_is_over()
    {
        await ProceedAsync(_store, "id-1");
        IdempotencyStore next = NewProcess();
        Assert.IsType<IdempotencyDecision.InFlight>(await BeginAsync(next, "id-2"));

        _time.Now += TimeSpan.FromSeconds(31);

        IdempotencyClaim claim = await ProceedAsync(next, "id-2");
        Assert.Equal(("id-1", true), (claim.ResourceId, claim.IsResumed));
    }

    [Fact]
    public async Task The_request_of_a_dead_process_is_finished_at_once_where_there_is_but_one()
    {
        await ProceedAsync(_store, "id-1");
        IdempotencyStore restarted = new(_documents, new IdempotencyOptions(), new StorageTopology(IsSoleProcess: true), _time);

        Assert.Equal("id-1", (await ProceedAsync(restarted, "id-2")).ResourceId);
    }

    [Fact]
    public async Task A_process_that_was_held_for_dead_does_not_overwrite_the_reply_of_its_successor()
    {
        IdempotencyClaim slow = await ProceedAsync(_store, "id-1");
        _time.Now += TimeSpan.FromSeconds(31);
        IdempotencyStore next = NewProcess();
        await next.CompleteAsync(await ProceedAsync(next, "id-2"), Reply);

        await _store.CompleteAsync(slow, Reply with { Body = "late" });
        await _store.ReleaseAsync(slow);

        Assert.Equal(Reply.Body, Assert.IsType<IdempotencyDecision.Replay>(await BeginAsync(next, "id-3")).Reply.Body);
    }

    [Fact]
    public async Task A_key_binds_for_its_retention_and_is_then_purged()
    {
        await _store.CompleteAsync(await ProceedAsync(_store, "id-1"), Reply);
        _time.Now += TimeSpan.FromHours(23);
        Assert.Equal(0, await _store.PurgeAsync("acme"));
        Assert.IsType<IdempotencyDecision.Replay>(await BeginAsync(_store, "id-2"));

        _time.Now += TimeSpan.FromHours(1);

        Assert.Equal("id-2", (await ProceedAsync(_store, "id-2", hash: "other")).ResourceId);
        _time.Now += TimeSpan.FromHours(24);
        Assert.Equal(1, await _store.PurgeAsync("acme"));
        Assert.Equal(0, await _store.PurgeAsync("acme"));
    }

    private static Task<IdempotencyDecision> BeginAsync(IdempotencyStore store, string newId, string hash = "hash") =>
        store.BeginAsync("acme", "/conversions", "key", hash, newId);

    private static async Task<IdempotencyClaim> ProceedAsync(IdempotencyStore store, string newId, string hash = "hash") =>
        Assert.IsType<IdempotencyDecision.Proceed>(await BeginAsync(store, newId, hash)).Claim;

    private IdempotencyStore NewProcess() => new(_documents, new IdempotencyOptions(), new StorageTopology(IsSoleProcess: false), _time);
}
