using Kiln.Functions.Access;
using Kiln.Functions.Surfaces.Lynx.Access;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Surfaces.Lynx.Jobs;

/// <summary>Finds runs for users. What is not the caller's, or not of this surface, is not found.</summary>
public sealed class RunReader(LynxAccess access, JobStore jobs)
{
    /// <summary>The job of this identifier.</summary>
    public async Task<Job> FindAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        Caller caller = await access.RequireUserAsync(request, cancellationToken);
        return await jobs.GetAsync(caller.OrganisationId, id, cancellationToken) is { Surface: LynxWords.Surface } job
            ? job
            : throw LynxErrors.JobNotFound();
    }
}
