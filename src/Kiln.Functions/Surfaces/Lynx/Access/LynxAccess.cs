using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Storage.Runners;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx.Access;

/// <summary>Who asks on this surface: people and their scripts by API key, or without one where that is allowed; runners by their own token.</summary>
public sealed class LynxAccess(
    Authentication authentication, RunnerStore runners, RequestRate rate, IOptions<KilnOptions> options, TimeProvider clock)
{
    private const string Scheme = "Bearer ";

    /// <summary>The user who asks; refuses a runner with 403 and nobody known with 401.</summary>
    public async Task<Caller> RequireUserAsync(HttpRequest request, CancellationToken cancellationToken) =>
        await FindRunnerAsync(request, cancellationToken) is null
            ? await authentication.RequireOrAnonymousAsync(request, cancellationToken)
            : throw LynxErrors.Forbidden("A runner token opens no user path; use an API key");

    /// <summary>The runner that asks; refuses with 401 whoever has no good runner token. Its call is noted.</summary>
    public async Task<Runner> RequireRunnerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        LynxOptions settings = options.Value.Lynx;
        DateTimeOffset now = clock.GetUtcNow();
        Runner runner = await FindRunnerAsync(request, cancellationToken)
            ?? throw LynxErrors.Unauthorized("A good runner token is required; register the runner again");
        rate.Require(new Caller(runner.OrganisationId, runner.Id));

        // Not every call is written down: often enough that a runner which calls as it should never seems offline.
        return now - runner.LastCallAt < TimeSpan.FromSeconds(settings.OfflineSeconds / 3.0)
            ? runner
            : await runners.UpdateAsync(
                runner.OrganisationId, runner.Id, stored => stored.LastCallAt < now ? stored with { LastCallAt = now } : stored) ?? runner;
    }

    /// <summary>The runner that asks for itself; refuses one that asks for another with 403, or 404 when that is not its organisation's.</summary>
    public async Task<Runner> RequireRunnerAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        Runner runner = await RequireRunnerAsync(request, cancellationToken);
        return runner.Id == id ? runner
            : await runners.GetAsync(runner.OrganisationId, id, cancellationToken) is null ? throw LynxErrors.RunnerNotFound()
            : throw LynxErrors.Forbidden("The token is another runner's");
    }

    /// <summary>The runner whose token a request carries; null when it carries none that is good.</summary>
    private async Task<Runner?> FindRunnerAsync(HttpRequest request, CancellationToken cancellationToken) =>
        TokenOf(request) is { } token
        && await runners.FindByTokenAsync(token, cancellationToken) is { } runner
        && clock.GetUtcNow() - runner.LastCallAt <= TimeSpan.FromDays(options.Value.Lynx.RunnerTokenIdleDays)
            ? runner
            : null;

    private static string? TokenOf(HttpRequest request)
    {
        string? header = request.Headers.Authorization;
        return header?.StartsWith(Scheme + RunnerStore.TokenPrefix, StringComparison.OrdinalIgnoreCase) == true
            ? header[Scheme.Length..].Trim()
            : null;
    }
}
