using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs;
using Kiln.Functions.Jobs.Types;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Batches;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Batches;

/// <summary>Makes the jobs of the canonical API's batches: each of its item, as if it had been submitted by itself.</summary>
internal sealed class JobBatchExpander(
    JobTypes types, BatchItemStore items, JobAdmission admission, IOptions<KilnOptions> options) : IBatchExpander
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
    /// An item was found good when it was submitted. What it names may have gone since; then its job is there and has failed, and the
    /// others are none the worse.
    /// </summary>
    private async Task<BatchJob> MakeAsync(Batch batch, JsonElement item, int index, CancellationToken cancellationToken)
    {
        string jobId = batch.JobIdOf(index);
        IJobType type = types.Find(batch.Type)
            ?? throw new InvalidOperationException($"The job type '{batch.Type}' is not known any more.");
        MemberReader members = new(item, rejectUnknown: options.Value.UnknownFields != "ignore");
        JobRequest request = type.Read(batch.Type, members);
        members.Finish();
        try
        {
            members.ThrowIfFaulty();
            JobPlan plan = await type.PrepareAsync(request, batch.OrganisationId, jobId, cancellationToken);
            return new BatchJob(admission.SubmissionOf(type, request, plan, batch.OrganisationId, jobId), plan.Stages);
        }
        catch (ApiException refusal)
        {
            JobPlan none = new([]) { Name = string.Create(CultureInfo.InvariantCulture, $"item {index}") };
            Submission submission = admission.SubmissionOf(type, request, none, batch.OrganisationId, jobId);
            return new BatchJob(submission, none.Stages)
            {
                Failure = Failure.Of(FailureCodes.ValidationError, refusal.Message, FailurePhase.Preparing),
            };
        }
    }
}
