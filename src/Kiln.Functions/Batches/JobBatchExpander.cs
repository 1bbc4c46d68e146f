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
    JobTypes types,
    BatchItemStore items,
    JobAdmission admission,
    ItemFaults faults,
    IOptions<KilnOptions> options) : IBatchExpander
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
    /// An item was found good when it was submitted. What it names may have gone since, or preparing it may come upon a fault of ours.
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
            return new BatchJob(known, []).Failed(FailureCodes.ValidationError, refusal.Message);
        }
        catch (Exception fault) when (faults.FailItem(batch, fault, cancellationToken))
        {
            return faults.Failed(batch, index, new BatchJob(known, []), fault);
        }
    }
}
