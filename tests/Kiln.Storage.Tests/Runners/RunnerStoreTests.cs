using Kiln.Storage.Documents;
using Kiln.Storage.Runners;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.Runners;

public sealed class RunnerStoreTests
{
    private readonly SetTime _time = new();
    private readonly MemoryDocumentStore _documents = new();
    private readonly RunnerStore _runners;

    public RunnerStoreTests() => _runners = new RunnerStore(_documents, _time);

    [Fact]
    public async Task A_runner_is_found_by_its_token_and_the_token_is_not_stored()
    {
        (Runner runner, string token, Runner? before) = await _runners.RegisterAsync(New("one"));
        Assert.Null(before);
        Assert.StartsWith("lrt_", token, StringComparison.Ordinal);
        Assert.Equal(runner.Id, (await _runners.FindByTokenAsync(token))?.Id);
        Assert.Null(await _runners.FindByTokenAsync(token + "x"));
        await foreach (DocumentListItem item in _documents.EnumerateAsync(""))
        {
            string body = System.Text.Encoding.UTF8.GetString((await _documents.GetAsync(item.Key))!.Body.Span);
            Assert.DoesNotContain(token[4..], item.Key + body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_same_instance_keeps_its_identifier_and_its_drain_and_loses_its_token()
    {
        (Runner first, string old, _) = await _runners.RegisterAsync(New("one"));
        await _runners.UpdateAsync("acme", first.Id, runner => runner with { Drained = true });
        (Runner second, string token, Runner? before) = await _runners.RegisterAsync(New("one") with { Name = "renamed" });
        Assert.Equal((first.Id, "renamed", true), (second.Id, second.Name, second.Drained));
        Assert.Equal(first.Id, before?.Id);
        Assert.Null(await _runners.FindByTokenAsync(old));
        Assert.Equal(first.Id, (await _runners.FindByTokenAsync(token))?.Id);
    }

    [Fact]
    public async Task Registrations_of_one_instance_at_once_are_one_runner_with_one_good_token()
    {
        (Runner Runner, string Token, Runner? Before)[] all =
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _runners.RegisterAsync(New("one")))));
        Assert.Single(all.Select(one => one.Runner.Id).Distinct());
        Runner?[] found = await Task.WhenAll(all.Select(one => _runners.FindByTokenAsync(one.Token)));
        Assert.Single(found, runner => runner is not null);
    }

    [Fact]
    public async Task Runners_are_listed_newest_first_for_their_organisation_alone()
    {
        List<string> ids = [];
        foreach (string name in new[] { "one", "two", "three" })
        {
            _time.Now += TimeSpan.FromSeconds(1);
            ids.Insert(0, (await _runners.RegisterAsync(New(name))).Runner.Id);
        }

        (Runner foreign, _, _) = await _runners.RegisterAsync(New("one") with { OrganisationId = "other" });
        (IReadOnlyList<Runner> first, string? cursor) = await _runners.ListAsync("acme", 2);
        (IReadOnlyList<Runner> rest, string? end) = await _runners.ListAsync("acme", 2, cursor);
        Assert.Equal(ids, first.Concat(rest).Select(runner => runner.Id));
        Assert.Null(end);
        Assert.Null(await _runners.GetAsync("acme", foreign.Id));
        Assert.Null(await _runners.GetAsync("acme", "not-an-id"));
    }

    [Fact]
    public async Task A_removed_runner_leaves_nothing()
    {
        (Runner runner, string token, _) = await _runners.RegisterAsync(New("one"));
        Assert.False(await _runners.RemoveAsync("acme", runner.Id, _ => false));
        Assert.True(await _runners.RemoveAsync("acme", runner.Id, _ => true));
        Assert.False(await _runners.RemoveAsync("acme", runner.Id, _ => true));
        Assert.Null(await _runners.FindByTokenAsync(token));
        Assert.Equal(0, await _documents.CountAsync(new DocumentQuery("", 1)));
        Assert.NotEqual(runner.Id, (await _runners.RegisterAsync(New("one"))).Runner.Id);
    }

    [Theory]
    [InlineData("a", 4000, 2_000_000_000, false, true)]
    [InlineData("c", 0, 0, false, false)]
    [InlineData("a", 4001, 0, false, false)]
    [InlineData("a", 0, 2_000_000_001, false, false)]
    [InlineData("a", 0, 0, true, false)]
    public async Task A_runner_supports_what_its_machine_can_do(string type, long millicores, long memory, bool gpu, bool supported)
    {
        (Runner runner, _, _) = await _runners.RegisterAsync(New("one"));
        Assert.Equal(supported, runner.Supports(type, millicores, memory, gpu));
    }

    [Fact]
    public async Task A_runner_has_room_beside_what_it_holds()
    {
        (Runner runner, _, _) = await _runners.RegisterAsync(New("one"));
        Runner busy = runner with { Holds = [new RunnerHold("job", "token", 3000, 1_500_000_000, _time.Now)] };
        Assert.True(busy.HasRoom(1000, 500_000_000));
        Assert.False(busy.HasRoom(1001, 0));
        Assert.False(busy.HasRoom(0, 500_000_001));
        Assert.False((busy with { Holds = busy.Holds.Add(new RunnerHold("other", "t", 0, 0, _time.Now)) }).HasRoom(0, 0));
    }

    private static NewRunner New(string instance) => new()
    {
        OrganisationId = "acme",
        Name = "rig",
        InstanceKey = instance,
        Capabilities = new RunnerCapabilities(2, 4, 2, false, ["a", "b"]),
    };
}
