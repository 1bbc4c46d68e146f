using Kiln.Functions.Access;
using Kiln.Functions.Http;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Jobs;

/// <summary>Finds jobs of any surface for a caller. What is not the caller's is not found.</summary>
public sealed class JobReader(Authentication authentication, JobStore jobs)
{
    /// <summary>The caller and the job of this identifier.</summary>
    public async Task<(Caller Caller, Job Job)> FindAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        Job? job = await jobs.GetAsync(caller.OrganisationId, id, cancellationToken);
        return job is null ? throw ApiException.NotFound("Job") : (caller, job);
    }
}
