using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.LocalHost.Testing;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Organisations;
using Kiln.Storage.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Tests.Access;

/// <summary>Requests without a key, on surfaces whose clients cannot send one.</summary>
public sealed class AnonymousTests
{
    private readonly MemoryDocumentStore _documents = new();

    [Fact]
    public async Task Without_a_key_a_request_acts_for_the_anonymous_organisation_which_sweeps_then_know()
    {
        Caller caller = await AskAsync("acme", header: null);

        Assert.Equal(new Caller("acme", "anonymous", KeyScopes.All), caller);
        Assert.Equal(["acme"], await new OrganisationStore(_documents).ListAsync().ToListAsync());
    }

    [Fact]
    public async Task A_key_that_is_sent_counts()
    {
        ApiKeyStore keys = new(_documents, new OrganisationStore(_documents), TimeProvider.System);
        await keys.ImportAsync("others", "test", "kiln_test_0123456789abcdef0123456789abcdef");

        Assert.Equal("others", (await AskAsync("acme", "Bearer kiln_test_0123456789abcdef0123456789abcdef")).OrganisationId);
        Assert.Equal(401, (await Assert.ThrowsAsync<ApiException>(() => AskAsync("acme", "Bearer wrong"))).Status);
        Assert.Equal(401, (await Assert.ThrowsAsync<ApiException>(() => AskAsync("acme", "Basic YTpi"))).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Where_there_is_no_anonymous_organisation_a_key_is_needed(string? organisation)
    {
        ApiException refusal = await Assert.ThrowsAsync<ApiException>(() => AskAsync(organisation, header: null));
        Assert.Equal((401, ErrorCodes.AuthenticationRequired), (refusal.Status, refusal.Code));
    }

    private async Task<Caller> AskAsync(string? organisation, string? header)
    {
        IOptions<KilnOptions> options = Options.Create(new KilnOptions { AnonymousOrganisation = organisation });
        using RequestRate rate = new(options);
        OrganisationStore organisations = new(_documents);
        Authentication authentication = new(new ApiKeyStore(_documents, organisations, new ManualClock()), organisations, rate, options);
        HttpRequest request = new DefaultHttpContext().Request;
        request.Headers.Authorization = header;
        return await authentication.RequireOrAnonymousAsync(request, CancellationToken.None);
    }
}
