using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.LocalHost.Testing;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Organisations;
using Kiln.Storage.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Tests.Access;

/// <summary>What keys with scopes open.</summary>
public sealed class ScopeTests
{
    private const string ClearText = "kiln_test_0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData(null, KeyScopes.Account, true)]
    [InlineData(null, KeyScopes.None, true)]
    [InlineData(KeyScopes.Runners, KeyScopes.Runners, true)]
    [InlineData(KeyScopes.Runners, KeyScopes.All, true)]
    [InlineData(KeyScopes.Runners, KeyScopes.Jobs, false)]
    [InlineData(KeyScopes.Jobs | KeyScopes.Account, KeyScopes.Jobs | KeyScopes.Workers, true)]
    [InlineData(KeyScopes.Account, KeyScopes.Jobs | KeyScopes.Workers, false)]
    [InlineData(KeyScopes.All, KeyScopes.None, true)]
    [InlineData(KeyScopes.Jobs | KeyScopes.Workers | KeyScopes.Runners, KeyScopes.None, false)]
    public async Task A_key_opens_a_function_that_names_one_of_its_scopes(KeyScopes? scopes, KeyScopes needed, bool opens)
    {
        if (opens)
        {
            Assert.Equal(scopes ?? KeyScopes.All, (await AskAsync(scopes, new NeededScopes(needed))).Scopes);
            return;
        }

        ApiException refusal = await Assert.ThrowsAsync<ApiException>(() => AskAsync(scopes, new NeededScopes(needed)));
        Assert.Equal((403, ErrorCodes.Forbidden), (refusal.Status, refusal.Code));
    }

    [Fact]
    public async Task A_refusal_says_what_is_needed_and_what_the_key_has()
    {
        ApiException refusal = await Assert.ThrowsAsync<ApiException>(
            () => AskAsync(KeyScopes.Runners, new NeededScopes(KeyScopes.Jobs | KeyScopes.Workers)));

        Assert.Equal("This needs scope jobs or workers; the key is limited to runners", refusal.Message);
    }

    [Fact]
    public async Task A_function_of_which_nothing_is_known_is_closed_to_limited_keys()
    {
        Assert.Equal(403, (await Assert.ThrowsAsync<ApiException>(() => AskAsync(KeyScopes.Jobs | KeyScopes.Account, needed: null))).Status);
    }

    [Theory]
    [InlineData(KeyScopes.Runners, "GetMe LynxRegisterRunner")]
    [InlineData(
        KeyScopes.Workers,
        "ClaimTask CompleteTask FailTask GetMe JobnikDequeueTask JobnikGetJob JobnikGetStage JobnikGetTask JobnikHeartbeat JobnikSetJobMetadata "
        + "JobnikSetStageMetadata JobnikSetTaskMetadata JobnikSetTaskStatus ReleaseTask RenewTask ReportTask StartTask")]
    [InlineData(
        KeyScopes.Account,
        "CreateWebhook DeleteWebhook GetAccount GetCallbackSecret GetMe GetWebhook ListDeliveries ListWebhooks ReplayWebhook RotateCallbackSecret "
        + "RotateWebhookSecret TestWebhook UpdateWebhook")]
    public void The_functions_of_a_scope_are_these(KeyScopes scope, string functions) => Assert.Equal(
        functions.Split(' '),
        HttpOperation.FindAll(typeof(ScopeMiddleware).Assembly)
            .Where(operation => operation is { NeedsMasterKey: false, Description: { Public: false, ForRunners: false } }
                && (operation.Description.Scopes & scope) != 0)
            .Select(operation => operation.Name)
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Every_scope_has_a_word_and_every_word_a_scope()
    {
        Assert.Equal(["jobs", "workers", "runners", "account"], ScopeWords.All);
        Assert.All(ScopeWords.All, word => Assert.Equal([word], ScopeWords.Of(ScopeWords.Of(word)!.Value)));
        Assert.Null(ScopeWords.Of("all"));
    }

    private static async Task<Caller> AskAsync(KeyScopes? scopes, NeededScopes? needed)
    {
        MemoryDocumentStore documents = new();
        IOptions<KilnOptions> options = Options.Create(new KilnOptions());
        using RequestRate rate = new(options);
        OrganisationStore organisations = new(documents);
        ApiKeyStore keys = new(documents, organisations, new ManualClock());
        await keys.ImportAsync("acme", "test", ClearText, scopes);
        HttpRequest request = new DefaultHttpContext().Request;
        request.Headers.Authorization = $"Bearer {ClearText}";
        request.HttpContext.Features.Set(needed);
        return await new Authentication(keys, organisations, rate, options).RequireAsync(request, CancellationToken.None);
    }
}
