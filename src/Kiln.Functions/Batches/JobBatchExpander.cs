using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Azure;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs;
using Kiln.Functions.Jobs.Types;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage;
using Kiln.Storage.Batches;
using Kiln.Storage.Concurrency;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Batches;

/// <summary>Makes the jobs of the canonical API's batches: each of its item, as if it had been submitted by itself.</summary>
internal sealed partial class JobBatchExpander(
    JobTypes types,
    BatchItemStore items,
    JobAdmission admission,
    IOptions<KilnOptions> options,
    TimeProvider clock,
    ILogger<JobBatchExpander> logger) : IBatchExpander
{
    private const int PreparedAtOnce = 4;

    /// <inheritdoc />
    public bool Expands(Batch batch) => batch.Surface == JobSurface.Name;

    /// <inheritdoc />
    public async Task<IReadOnlyList<BatchJob>> ReadAsync(Batch batch, int first, int count, CancellationToken cancellationToken)
    {
        ImmutableArray<JsonElement> page = await items.GetAsync(batch, first / batch.PageSize, cancellationToken);
        if (page.Length != count)
        {
            // They are removed once the jobs are stored; whoever asks once more finds the batch expanded.
            throw new InvalidOperationException($"The items of batch {batch.Id} from {first} on are gone.");
        }

        BatchJob[] made = new BatchJob[count];
        await Parallel.ForAsync(
            0,
            page.Length,
            new ParallelOptions { MaxDegreeOfParallelism = PreparedAtOnce, CancellationToken = cancellationToken },
            async (offset, stop) => made[offset] = await MakeAsync(batch, page[offset], first + offset, stop));
        return made;
    }

    /// <summary>
    /// An item was found good when it was submitted. What it names may have gone since, or preparing it may come upon a fault of ours; then
    /// its job is there and has failed, and the others are none the worse.
    /// </summary>
    private async Task<BatchJob> MakeAsync(Batch batch, JsonElement item, int index, CancellationToken cancellationToken)
    {
        string jobId = batch.JobIdOf(index);
        string name = string.Create(CultureInfo.InvariantCulture, $"item {index}");
        Submission known = new()
        {
            Id = jobId,
            OrganisationId = batch.OrganisationId,
            Surface = batch.Surface,
            Type = batch.Type,
            Name = name,
            Priority = batch.Priority,
            Labels = batch.Labels,
        };
        try
        {
            IJobType type = types.Find(batch.Type) ?? throw ApiException.Unprocessable($"The job type '{batch.Type}' is not known any more");
            MemberReader members = new(item, rejectUnknown: options.Value.UnknownFields != "ignore");
            JobRequest request = type.Read(batch.Type, members);
            members.Finish();
            members.ThrowIfFaulty();
            known = admission.SubmissionOf(type, request, new JobPlan([]) { Name = name }, batch.OrganisationId, jobId);
            JobPlan plan = await type.PrepareAsync(request, batch.OrganisationId, jobId, cancellationToken);
            return new BatchJob(admission.SubmissionOf(type, request, plan, batch.OrganisationId, jobId), plan.Stages);
        }
        catch (ApiException refusal)
        {
            return Failed(known, FailureCodes.ValidationError, refusal.Message);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && !MayPass(fault, batch))
        {
            LogFault(logger, fault, index, batch.Id);
            return Failed(known, FailureCodes.InternalError, "A fault of the service kept the job from being prepared");
        }
    }

    private static BatchJob Failed(Submission submission, string code, string why) =>
        new(submission, []) { Failure = Failure.Of(code, why, FailurePhase.Preparing) };

    /// <summary>
    /// Whether a fault is of something that is away and may come back, so that the page is made once more later: but not for ever, for the
    /// rest of the batch waits for it.
    /// </summary>
    private bool MayPass(Exception fault, Batch batch) =>
        fault is IOException or TimeoutException or OperationCanceledException or HttpRequestException
            or DbException or RequestFailedException or StorageFullException or DocumentContentionException
        && clock.GetUtcNow() - batch.UpdatedAt < TimeSpan.FromMinutes(options.Value.Batches.PrepareRetryMinutes);

    [LoggerMessage(Level = LogLevel.Error, Message = "Item {Index} of batch {BatchId} could not be prepared; its job has failed.")]
    private static partial void LogFault(ILogger logger, Exception exception, int index, string batchId);
}
