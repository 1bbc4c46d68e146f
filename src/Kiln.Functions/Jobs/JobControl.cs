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
    /// in the write itself; refuses with 412 when the job has another, and with 409 when its state does not allow the command.
    /// </summary>
    /// <param name="request">The request; it may carry the condition.</param>
    /// <param name="client">Wakes the orchestration.</param>
    /// <param name="job">The job, as the caller was shown it.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="verb">What the surface calls it.</param>
    /// <param name="word">What the surface calls a state.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Job> ApplyAsync(
        HttpRequest request,
        DurableTaskClient client,
        Job job,
        JobCommand command,
        string verb,
        Func<JobState, string> word,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(word);
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

        return outcome is Outcome.Refused { Refusal: var refusal }
            ? throw Conflict(refusal, refusal.Code == RefusalCode.JobFinished ? $"Cannot {verb} a job that is {word(refusal.From)}" : null)
            : outcome.Job;
    }

    /// <summary>The status of a reply to a cancel: 200 when the job is cancelled, 202 when an executor must stop first.</summary>
    public static int StatusOfCancel(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.State == JobState.Cancelled ? StatusCodes.Status200OK : StatusCodes.Status202Accepted;
    }

    /// <summary>
    /// Runs a failed job again, with new credits; refuses with 402 when there are too few, with 409 when it has not failed, and with 412
    /// when it is not the version that <c>If-Match</c> names.
    /// </summary>
    public async Task<Job> RetryAsync(
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
        if (outcome is Outcome.Refused { Refusal: var refusal })
        {
            bool failed = refusal.From is JobState.Failed or JobState.TimedOut;
            throw Conflict(refusal, failed ? null : "Only failed jobs can be retried");
        }

        await JobDriver.StartAsync(client, outcome.Job, CancellationToken.None);
        return outcome.Job;
    }

    private static ApiException Conflict(Refusal refusal, string? message) => ApiException.Conflict(message ?? refusal.Message.TrimEnd('.'));
}
