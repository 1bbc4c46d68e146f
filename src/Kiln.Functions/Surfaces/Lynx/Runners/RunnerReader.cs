using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Surfaces.Lynx.Access;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Runners;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx.Runners;

/// <summary>Finds runners for users, and shows them.</summary>
public sealed class RunnerReader(
    LynxAccess access, RunnerStore runners, RunnerLeases leases, IOptions<KilnOptions> options, TimeProvider clock)
{
    /// <summary>The runner of this identifier; what is not the caller's is not found.</summary>
    public async Task<Runner> FindAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        Caller caller = await access.RequireUserAsync(request, cancellationToken);
        return await runners.GetAsync(caller.OrganisationId, id, cancellationToken) ?? throw LynxErrors.RunnerNotFound();
    }

    /// <summary>The runner as clients see it.</summary>
    internal async Task<RunnerPayload> ShowAsync(Runner runner, CancellationToken cancellationToken)
    {
        IReadOnlyList<Job> active = await leases.ActiveAsync(runner, cancellationToken);
        return RunnerPayload.Of(runner, [.. active.Select(job => job.Id)], clock.GetUtcNow(), options.Value.Lynx);
    }
}
