using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Surfaces.Lynx.Access;
using Kiln.Functions.Surfaces.Lynx.Runners;
using Kiln.LocalHost.Testing;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Organisations;
using Kiln.Storage.Runners;
using Kiln.Storage.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Tests.Surfaces.Lynx.Access;

/// <summary>Tokens of runners: how long they are good, and what a call by one says of its runner.</summary>
public sealed class LynxAccessTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly KilnOptions _options = new() { AnonymousOrganisation = "acme" };
    private readonly RunnerStore _runners;
    private readonly RequestRate _rate;
    private readonly LynxAccess _access;

    public LynxAccessTests()
    {
        MemoryDocumentStore documents = new();
        IOptions<KilnOptions> options = Options.Create(_options);
        OrganisationStore organisations = new(documents);
        _runners = new RunnerStore(documents, _clock);
        _rate = new RequestRate(options);
        Authentication authentication = new(new ApiKeyStore(documents, organisations, _clock), organisations, _rate, options);
        _access = new LynxAccess(authentication, _runners, _rate, options, _clock);
    }

    public void Dispose() => _rate.Dispose();

    [Fact]
    public async Task A_token_that_was_not_used_for_a_month_is_good_no_more()
    {
        (Runner runner, string token, _) = await RegisterAsync();
        _clock.Advance(TimeSpan.FromDays(29.9));
        Assert.Equal(runner.Id, (await AskAsRunnerAsync($"Bearer {token}")).Id);
        _clock.Advance(TimeSpan.FromDays(29.9));
        Assert.Equal(runner.Id, (await AskAsRunnerAsync($"bearer {token}")).Id);

        _clock.Advance(TimeSpan.FromDays(30.1));
        ApiException refusal = await Assert.ThrowsAsync<ApiException>(() => AskAsRunnerAsync($"Bearer {token}"));
        Assert.Equal((401, "UNAUTHORIZED"), (refusal.Status, refusal.Code));
    }

    [Fact]
    public async Task A_call_brings_an_offline_runner_back()
    {
        (Runner runner, string token, _) = await RegisterAsync();
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("Offline", StatusOf((await _runners.GetAsync("acme", runner.Id))!));

        Assert.Equal("Idle", StatusOf(await AskAsRunnerAsync($"Bearer {token}")));
        Assert.Equal("Idle", StatusOf((await _runners.GetAsync("acme", runner.Id))!));

        // Calls as often as heartbeats are to come never let it seem offline, though not each is written down.
        for (int beat = 0; beat < 20; beat++)
        {
            _clock.Advance(TimeSpan.FromSeconds(_options.Lynx.HeartbeatSeconds));
            Assert.Equal("Idle", StatusOf((await _runners.GetAsync("acme", runner.Id))!));
            await AskAsRunnerAsync($"Bearer {token}");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer lrt_unknown")]
    [InlineData("Bearer kiln_live_key")]
    [InlineData("Basic lrt_x")]
    public async Task Without_a_good_token_nobody_is_a_runner(string? header) =>
        Assert.Equal(401, (await Assert.ThrowsAsync<ApiException>(() => AskAsRunnerAsync(header))).Status);

    [Fact]
    public async Task A_runner_is_no_user_also_where_users_need_no_key()
    {
        (_, string token, _) = await RegisterAsync();

        Assert.Equal("acme", (await _access.RequireUserAsync(Request(null), CancellationToken.None)).OrganisationId);
        ApiException refusal = await Assert.ThrowsAsync<ApiException>(
            () => _access.RequireUserAsync(Request($"Bearer {token}"), CancellationToken.None));
        Assert.Equal((403, ErrorCodes.Forbidden), (refusal.Status, refusal.Code));
    }

    [Fact]
    public async Task A_token_that_is_no_runners_is_no_credential_at_all()
    {
        (_, string superseded, _) = await RegisterAsync();
        (_, string idle, _) = await RegisterAsync();
        _clock.Advance(TimeSpan.FromDays(_options.Lynx.RunnerTokenIdleDays + 1));

        foreach (string token in (string[])["lrt_forged", superseded, idle])
        {
            ApiException refusal = await Assert.ThrowsAsync<ApiException>(
                () => _access.RequireUserAsync(Request($"Bearer {token}"), CancellationToken.None));
            Assert.Equal(401, refusal.Status);
        }
    }

    private static HttpRequest Request(string? header)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        request.Headers.Authorization = header;
        return request;
    }

    private string StatusOf(Runner runner) => RunnerWords.StatusOf(runner, holdsLeases: false, _clock.GetUtcNow(), _options.Lynx);

    private Task<Runner> AskAsRunnerAsync(string? header) => _access.RequireRunnerAsync(Request(header), CancellationToken.None);

    private Task<(Runner Runner, string Token, Runner? Before)> RegisterAsync() => _runners.RegisterAsync(new NewRunner
    {
        OrganisationId = "acme", Name = "rig", InstanceKey = "rig-1", Capabilities = new RunnerCapabilities(1, 1, 1, false, []),
    });
}
