using Kiln.Storage.Tests.Support;
using Kiln.Storage.Webhooks;

namespace Kiln.Storage.Tests.Webhooks;

public sealed class WebhookStoreTests
{
    private readonly SetTime _time = new();
    private readonly MemoryDocumentStore _documents = new();

    [Fact]
    public async Task Endpoints_are_kept_oldest_first_and_read_back_whole()
    {
        WebhookStore store = Store();
        WebhookEndpoint first = Endpoint() with { Description = "first" };
        WebhookEndpoint second = Endpoint() with { Filter = new WebhookFilter(["job.*"], ["probe"]) };
        await store.AddAsync("acme", first);
        await store.AddAsync("acme", second);

        WebhookSettings read = await Store().GetAsync("acme");
        Assert.Equal([first.Id, second.Id], read.Endpoints.Select(endpoint => endpoint.Id));
        Assert.Equal("job.*", Assert.Single(read.Endpoints[1].Filter.EventTypes));
        Assert.Equal(first.Secrets, read.Endpoints[0].Secrets);
        Assert.Empty((await Store().GetAsync("other")).Endpoints);
    }

    [Fact]
    public async Task The_limit_holds_when_many_are_added_at_once()
    {
        WebhookEndpoint?[] added = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Store().AddAsync("acme", Endpoint())));
        Assert.Equal(WebhookStore.MaximumEndpoints, added.Count(endpoint => endpoint is not null));
        Assert.Equal(WebhookStore.MaximumEndpoints, (await Store().GetAsync("acme")).Endpoints.Length);
    }

    [Fact]
    public async Task Adding_an_endpoint_again_answers_the_one_that_is_there()
    {
        WebhookEndpoint endpoint = Endpoint();
        await Store().AddAsync("acme", endpoint);
        WebhookEndpoint? again = await Store().AddAsync("acme", endpoint with { Secrets = WebhookSecrets.Create() });
        Assert.Equal(endpoint.Secrets, again!.Secrets);
    }

    [Fact]
    public async Task Of_changes_that_race_none_is_lost()
    {
        WebhookEndpoint endpoint = Endpoint();
        await Store().AddAsync("acme", endpoint);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store().UpdateAsync(
            "acme", endpoint.Id, current => current with { ConsecutiveDeadLetters = current.ConsecutiveDeadLetters + 1 })));
        Assert.Equal(20, (await Store().GetAsync("acme")).Find(endpoint.Id)!.ConsecutiveDeadLetters);
    }

    [Fact]
    public async Task What_is_not_there_is_neither_changed_nor_removed()
    {
        Assert.Null(await Store().UpdateAsync("acme", "none", endpoint => endpoint with { Description = "x" }));
        Assert.False(await Store().RemoveAsync("acme", "none"));
    }

    [Fact]
    public async Task What_another_process_did_is_known_within_seconds()
    {
        WebhookStore here = Store();
        Assert.Empty((await here.GetRecentAsync("acme")).Endpoints);
        WebhookEndpoint endpoint = Endpoint();
        await Store().AddAsync("acme", endpoint);
        Assert.Empty((await here.GetRecentAsync("acme")).Endpoints);

        _time.Now += TimeSpan.FromSeconds(5);
        Assert.Null(here.FindRecent("acme"));
        Assert.Single((await here.GetRecentAsync("acme")).Endpoints);
    }

    [Fact]
    public async Task The_secret_of_callbacks_is_made_once_and_rotates_with_an_overlap()
    {
        string[] made = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(async _ => (await Store().GetCallbackSecretsAsync("acme")).Current));
        string first = Assert.Single(made.Distinct());
        WebhookSecrets rotated = await Store().RotateCallbackSecretsAsync("acme", TimeSpan.FromHours(1));

        Assert.Equal([rotated.Current, first], rotated.At(_time.Now));
        Assert.Equal([rotated.Current], rotated.At(_time.Now + TimeSpan.FromHours(1)));
    }

    [Fact]
    public void A_secret_is_the_prefix_and_32_bytes_in_base64()
    {
        string secret = WebhookSecrets.Create().Current;
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(secret[6..]).Length);
        Assert.NotEqual(secret, WebhookSecrets.Create().Current);
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("job.succeeded", "", true)]
    [InlineData("job.*", "", true)]
    [InlineData("*", "", true)]
    [InlineData("job.success", "", false)]
    [InlineData("job.succeeded.more", "", false)]
    [InlineData("stage.*", "", false)]
    [InlineData("stage.* job.s*", "", true)]
    [InlineData("", "probe", true)]
    [InlineData("", "probe2", false)]
    [InlineData("job.*", "other probe", true)]
    public void A_filter_takes_whole_types_and_beginnings(string eventTypes, string jobTypes, bool matches)
    {
        WebhookFilter filter = new(
            [.. eventTypes.Split(' ', StringSplitOptions.RemoveEmptyEntries)], [.. jobTypes.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(matches, filter.Matches("probe", "job.succeeded"));
    }

    private WebhookStore Store() => new(_documents, _time);

    private WebhookEndpoint Endpoint() => new(
        Guid.CreateVersion7(_time.Now).ToString(), "https://example.com/", WebhookFilter.All, WebhookSecrets.Create(), _time.Now);
}
