using Kiln.Functions.Access;
using Kiln.Functions.Batches.Payload;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Storage.Batches;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Batches;

/// <summary>Finds batches for a caller, and shows them with what is true of their jobs. What is not the caller's is not found.</summary>
public sealed class BatchReader(Authentication authentication, BatchStore batches, IOptions<KilnOptions> options)
{
    /// <summary>The caller and the batch of this identifier.</summary>
    public async Task<(Caller Caller, Batch Batch)> FindAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        Batch? batch = await batches.GetAsync(caller.OrganisationId, id, cancellationToken);
        return batch is null or { Deleting: true } ? throw ApiException.NotFound("Batch") : (caller, batch);
    }

    /// <summary>The batch with its counts and estimates.</summary>
    internal async Task<BatchPayload> ShowAsync(Batch batch, CancellationToken cancellationToken)
    {
        BatchOptions settings = options.Value.Batches;
        BatchCounts counts = await batches.CountAsync(batch, cancellationToken);
        RecentEnds? recent = batch.CompletedAt is null
            ? await batches.CountRecentEndsAsync(batch, settings.ThroughputWindowMinutes, cancellationToken)
            : null;
        return BatchPayload.Of(batch, counts, recent, settings.EstimateMinJobs);
    }
}
