using System.Data.Common;
using Azure;
using Kiln.Functions.Configuration;
using Kiln.Lifecycle.Failures;
using Kiln.Storage;
using Kiln.Storage.Batches;
using Kiln.Storage.Concurrency;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Batches;

/// <summary>What becomes of a batch when one of its items cannot be made into a job: the item's job has failed, and the others are none the worse.</summary>
internal sealed partial class ItemFaults(IOptions<KilnOptions> options, TimeProvider clock, ILogger<ItemFaults> logger)
{
    /// <summary>
    /// Whether an item fails for a fault. Not for a stop, nor for something that is away and may come back: then its page is made once more
    /// later, but not for ever, for the rest of the batch waits for it.
    /// </summary>
    public bool FailItem(Batch batch, Exception fault, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && !(MayPass(fault)
            && clock.GetUtcNow() - batch.UpdatedAt < TimeSpan.FromMinutes(options.Value.Batches.PrepareRetryMinutes));

    /// <summary>The job of an item that a fault of ours kept from being made; what it was goes to our log and not to the client.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="index">The item's place in it.</param>
    /// <param name="known">What is known of the job.</param>
    /// <param name="fault">The fault.</param>
    public BatchJob Failed(Batch batch, int index, BatchJob known, Exception fault)
    {
        LogFault(logger, fault, index, batch.Id);
        return known.Failed(FailureCodes.InternalError, "A fault of the service kept the job from being prepared");
    }

    private static bool MayPass(Exception fault) =>
        fault is IOException or TimeoutException or OperationCanceledException or HttpRequestException
            or DbException or RequestFailedException or StorageFullException or DocumentContentionException;

    [LoggerMessage(Level = LogLevel.Error, Message = "Item {Index} of batch {BatchId} could not be prepared; its job has failed.")]
    private static partial void LogFault(ILogger logger, Exception exception, int index, string batchId);
}
