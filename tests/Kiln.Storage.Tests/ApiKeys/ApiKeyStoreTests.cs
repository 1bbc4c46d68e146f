using System.Text;
using System.Text.Json;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Documents;
using Kiln.Storage.Organisations;
using Kiln.Storage.Tests.Support;

namespace Kiln.Storage.Tests.ApiKeys;

public sealed class ApiKeyStoreTests
{
    private readonly MemoryDocumentStore _documents = new();
    private readonly SetTime _time = new();
    private readonly ApiKeyStore _keys;

    public ApiKeyStoreTests() => _keys = new ApiKeyStore(_documents, new OrganisationStore(_documents), _time);

    [Fact]
    public async Task A_new_key_signs_its_organisation_in()
    {
        (ApiKey key, string clearText) = await CreateAsync("acme");

        ApiKey? found = await _keys.FindAsync(clearText);

        Assert.Equal(key, found);
        Assert.Equal(("acme", "laptop"), (found!.OrganisationId, found.Name));
        Assert.Matches("^kiln_live_[A-Za-z0-9_-]{43}$", clearText);
        Assert.StartsWith(key.Hint, clearText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kiln_live_unknown")]
    [InlineData("")]
    [InlineData("ä")]
    public async Task An_unknown_key_is_null(string clearText)
    {
        await CreateAsync("acme");

        Assert.Null(await _keys.FindAsync(clearText));
    }

    [Fact]
    public async Task The_store_does_not_hold_the_key()
    {
        (_, string clearText) = await CreateAsync("acme");

        await foreach (DocumentListItem item in _documents.EnumerateAsync(""))
        {
            string body = Encoding.UTF8.GetString((await _documents.GetAsync(item.Key))!.Body.Span);
            Assert.DoesNotContain(clearText[20..], item.Key + body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_revoked_key_signs_nobody_in_and_others_still_do()
    {
        (ApiKey revoked, string old) = await CreateAsync("acme");
        (_, string kept) = await CreateAsync("acme");

        Assert.True(await _keys.RevokeAsync("acme", revoked.Id));
        Assert.True(await _keys.RevokeAsync("acme", revoked.Id));

        Assert.Null(await _keys.FindAsync(old));
        Assert.NotNull(await _keys.FindAsync(kept));
        Assert.Equal(_time.Now, (await _keys.ListAsync("acme")).Single(key => key.Id == revoked.Id).RevokedAt);
    }

    [Fact]
    public async Task Another_organisation_neither_lists_nor_revokes_a_key()
    {
        (ApiKey key, string clearText) = await CreateAsync("acme");

        Assert.Empty(await _keys.ListAsync("other"));
        Assert.False(await _keys.RevokeAsync("other", key.Id));
        Assert.NotNull(await _keys.FindAsync(clearText));
    }

    [Fact]
    public async Task An_imported_key_signs_in_and_is_imported_once()
    {
        const string Imported = "rgyd_live_0123456789012345678901234567890123456789012";
        ApiKey? first = await _keys.ImportAsync("acme", "old", Imported);
        ApiKey? second = await _keys.ImportAsync("acme", "again", Imported);

        Assert.Equal(first, second);
        Assert.Equal(first, await _keys.FindAsync(Imported));
        await Assert.ThrowsAsync<ApiKeyTakenException>(() => _keys.ImportAsync("other", "theirs", Imported));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(KeyScopes.Runners, "Runners")]
    [InlineData(KeyScopes.Jobs | KeyScopes.Account, "Jobs, Account")]
    public async Task A_key_keeps_its_scopes_by_name_and_one_of_an_earlier_release_has_none(KeyScopes? scopes, string? stored)
    {
        (ApiKey key, string clearText) = (await _keys.CreateAsync("acme", "laptop", scopes))!.Value;

        DocumentListItem item = await _documents.EnumerateAsync("_system/api-keys/").SingleAsync();
        using JsonDocument body = JsonDocument.Parse((await _documents.GetAsync(item.Key))!.Body);
        Assert.Equal(stored, body.RootElement.TryGetProperty("scopes", out JsonElement written) ? written.GetString() : null);
        Assert.Equal((key.Id, scopes), ((await _keys.FindAsync(clearText))!.Id, (await _keys.FindAsync(clearText))!.Scopes));
    }

    [Fact]
    public async Task A_key_that_names_every_scope_has_no_limit()
    {
        (_, string clearText) = (await _keys.CreateAsync("acme", "laptop", KeyScopes.All))!.Value;

        Assert.Null((await _keys.FindAsync(clearText))!.Scopes);
    }

    [Fact]
    public async Task A_key_is_not_imported_again_with_other_scopes()
    {
        const string Imported = "rgyd_live_0123456789012345678901234567890123456789012";
        await _keys.ImportAsync("acme", "old", Imported, KeyScopes.Runners);

        Assert.NotNull(await _keys.ImportAsync("acme", "again", Imported, KeyScopes.Runners));
        await Assert.ThrowsAsync<ApiKeyTakenException>(() => _keys.ImportAsync("acme", "wider", Imported));
        Assert.Equal(KeyScopes.Runners, (await _keys.FindAsync(Imported))!.Scopes);
    }

    [Fact]
    public async Task An_organisation_has_ten_active_keys_at_most()
    {
        (ApiKey first, _) = await CreateAsync("acme");
        for (int number = 2; number <= ApiKeyStore.MaximumActiveKeys; number++)
        {
            await CreateAsync("acme");
        }

        Assert.Null(await _keys.CreateAsync("acme", "one too many"));
        await _keys.RevokeAsync("acme", first.Id);
        Assert.NotNull(await _keys.CreateAsync("acme", "in its place"));
    }

    [Fact]
    public async Task Whoever_has_a_key_is_on_the_list_of_organisations()
    {
        await CreateAsync("b");
        await CreateAsync("a");
        await CreateAsync("b");
        List<string> organisations = [];
        await foreach (string organisation in new OrganisationStore(_documents).ListAsync())
        {
            organisations.Add(organisation);
        }

        Assert.Equal(["a", "b"], organisations);
    }

    [Theory]
    [InlineData("_system")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task What_cannot_begin_a_key_is_no_organisation(string organisation)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _keys.CreateAsync(organisation, "x"));
    }

    private async Task<(ApiKey Key, string ClearText)> CreateAsync(string organisation) =>
        (await _keys.CreateAsync(organisation, "laptop"))!.Value;

    [Fact]
    public async Task A_key_that_is_kept_in_memory_is_refused_as_soon_as_it_is_revoked()
    {
        MemoryDocumentStore documents = new();
        ApiKeyStore keys = new(documents, new OrganisationStore(documents), TimeProvider.System, new StorageTopology(IsSoleProcess: true));
        (ApiKey key, string clearText) = (await keys.CreateAsync("acme", "first"))!.Value;
        Assert.Equal(key.Id, (await keys.FindAsync(clearText))!.Id);
        Assert.Equal(key.Id, (await keys.FindAsync(clearText))!.Id);

        Assert.True(await keys.RevokeAsync("acme", key.Id));

        Assert.Null(await keys.FindAsync(clearText));
    }
}
