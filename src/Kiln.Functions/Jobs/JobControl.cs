using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Orchestration;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Batches;
using Kiln.Storage.Credits;
using Kiln.Storage.Jobs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Jobs;

/// <summary>What clients ask of a job, on every surface: one command to the document, then a word to its orchestration.</summary>
public sealed class JobControl(JobStore jobs, BatchStore batches, JobCredits credits, IOptions<KilnOptions> options)
{
    /// <summary>
    /// Applies a command and wakes the job's orchestration when it changed something. Under an <c>If-Match</c> the version is compared
    /// in the write itself; refuses with 412 when the job has another.
    /// </summary>
    public async Task<Outcome> ApplyAsync(
        HttpRequest request, DurableTaskClient client, Job job, JobCommand command, string verb, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        Func<Job, bool> precondition = EntityTags.Precondition(request);
        Outcome outcome = await jobs.UpdateAsync(
            job.OrganisationId, job.Id, current => precondition(current) ? command : null, cancellationToken)
            ?? throw ApiException.NotFound("Job");
        if (outcome is Outcome.Unchanged && !precondition(outcome.Job))
        {
            throw EntityTags.Mismatch(outcome.Job);
        }

        await JobDriver.FollowAsync(client, outcome, verb, CancellationToken.None);

        return outcome;
    }

    /// <summary>
    /// Runs a failed job again, with new credits; refuses with 402 when there are too few, and with 412 when it is not the version that
    /// <c>If-Match</c> names.
    /// </summary>
    public async Task<Outcome> RetryAsync(
        HttpRequest request, DurableTaskClient client, Job job, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(caller);
        if (!EntityTags.Precondition(request)(job))
        {
            throw EntityTags.Mismatch(job);
        }

        if (await batches.FindOwnerAsync(job.OrganisationId, job.Id, cancellationToken) is { } batch
            && (batch.CancelRequested || batch.Deleting))
        {
            throw ApiException.Conflict($"Cannot retry a job of a batch that was {(batch.Deleting ? "deleted" : "cancelled")}");
        }

        int price = options.Value.PriceOf(job.Type);
        RetryOutcome retried = await credits.RetryAsync(job.OrganisationId, job.Id, price, caller.KeyId, cancellationToken)
            ?? throw ApiException.NotFound("Job");
        Outcome outcome = retried.Outcome ?? throw JobAdmission.InsufficientCredits();
        if (outcome is Outcome.Applied)
        {
            await JobDriver.StartAsync(client, outcome.Job, CancellationToken.None);
        }

        return outcome;
    }
}
