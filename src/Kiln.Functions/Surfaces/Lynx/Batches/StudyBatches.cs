using Kiln.Functions.Access;
using Kiln.Functions.Surfaces.Lynx.Access;
using Kiln.Storage.Batches;

namespace Kiln.Functions.Surfaces.Lynx.Batches;

/// <summary>Finds batches of studies for users. What is not the caller's, not of this surface, or being removed, is not found.</summary>
public sealed class StudyBatches(LynxAccess access, BatchStore batches)
{
    /// <summary>The batch of this identifier.</summary>
    public async Task<Batch> FindAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        Caller caller = await access.RequireUserAsync(request, cancellationToken);
        return await batches.GetAsync(caller.OrganisationId, id, cancellationToken) is { Surface: LynxWords.Surface, Deleting: false } batch
            ? batch
            : throw LynxErrors.BatchNotFound();
    }
}
