using Kiln.Functions.Access;
using Kiln.Functions.Http;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Conversions;

/// <summary>Finds conversions for a caller. What is not the caller's, or not a conversion, is not found.</summary>
public sealed class ConversionReader(JobStore jobs)
{
    /// <summary>The conversion of this identifier.</summary>
    public async Task<Job> FindAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        Job? job = Guid.TryParseExact(id, "D", out _) ? await jobs.GetAsync(caller.OrganisationId, id, cancellationToken) : null;
        return job is { Surface: ConversionJobs.Surface } ? job : throw ApiException.NotFound("Conversion job");
    }
}
