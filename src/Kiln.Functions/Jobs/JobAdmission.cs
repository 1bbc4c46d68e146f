using System.Collections.Immutable;
using System.Diagnostics;
using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs.Types;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;
using Kiln.Storage;
using Kiln.Storage.Batches;
using Kiln.Storage.Credits;
using Kiln.Storage.Jobs;
using Kiln.Storage.Plans;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Jobs;

/// <summary>The first and the last acts of every submission, on every surface.</summary>
public sealed class JobAdmission(
    Admissions admissions,
    AccountStore accounts,
    JobCredits credits,
    BatchExpansion expansion,
    JobStore jobs,
    BatchStore batches,
    IdempotentCreation idempotent,
    IOptions<KilnOptions> options,
    TimeProvider clock)
{
    /// <summary>
    /// Refuses a caller whose plan takes no more jobs (403) or whose balance is below the price (402), before the body is looked at.
    /// Nothing is reserved: both are decided for good when the job is stored. Who only asks for an earlier reply again is let through.
    /// </summary>
    /// <param name="request">The request; null for one that no client sent.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="price">Credits that one job costs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="count">How many jobs there are to be.</param>
    public async Task RequireRoomAsync(
        HttpRequest? request, Caller caller, int price, CancellationToken cancellationToken, int count = 1)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (await FindRefusalAsync(caller.OrganisationId, price, count, cancellationToken) is { } refusal
            && (request is null || !await idempotent.IsRepeatAsync(request, caller, cancellationToken)))
        {
            throw refusal;
        }
    }

    /// <summary>Takes what a job of this type needs, reserves its credits and stores it. Again with the same identifier: the job that is there.</summary>
    internal async Task<Job> AdmitAsync(
        IJobType type, JobRequest request, string organisationId, string jobId, CancellationToken cancellationToken)
    {
        JobPlan plan = await type.PrepareAsync(request, organisationId, jobId, cancellationToken);
        try
        {
            return await AdmitAsync(SubmissionOf(type, request, plan, organisationId, jobId), plan.Stages, cancellationToken);
        }
        catch (ApiException)
        {
            await type.DiscardAsync(plan);
            throw;
        }
    }

    /// <summary>What a job is made of; the request's own words go before the plan's.</summary>
    internal Submission SubmissionOf(IJobType type, JobRequest request, JobPlan plan, string organisationId, string jobId) => new()
    {
        Id = jobId,
        OrganisationId = organisationId,
        Surface = type.Surface,
        Type = request.Type,
        Name = request.Name.Length > 0 ? request.Name : plan.Name,
        Price = options.Value.PriceOf(request.Type),
        Priority = request.Priority,
        Timeout = request.Timeout ?? options.Value.TimeoutOf(request.Type),
        DeadlineStart = plan.DeadlineStart,
        Sealed = plan.Sealed,
        Parameters = request.Parameters,
        Input = plan.Input,
        Labels = request.Labels,
        CallbackUrl = request.CallbackUrl,
        TraceParent = Activity.Current?.Id,
    };

    /// <summary>Reserves the credits and stores the job with its plan. Again with the same identifier: the job that is there.</summary>
    public async Task<Job> AdmitAsync(Submission submission, ImmutableArray<StagePlan> plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = clock.GetUtcNow();
        submission = submission with { CreatedAt = TimeOrderedKey.TimeOf(submission.Id) };
        Outcome planned = JobLifecycle.Apply(JobLifecycle.Submit(submission, now), new Plan(plan), now);
        Admission admission = new(submission.OrganisationId, submission.Id, IsBatch: false, Jobs: 1);
        return await StoreAsync(admission, () => credits.SubmitAsync(planned.Job, cancellationToken))
            ? planned.Job
            : await jobs.GetAsync(submission.OrganisationId, submission.Id, cancellationToken) ?? planned.Job;
    }

    /// <summary>Reserves the credits of a whole batch and stores it. Again with the same identifier: the batch that is there.</summary>
    public async Task<Batch> AdmitAsync(Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Admission admission = new(batch.OrganisationId, batch.Id, IsBatch: true, batch.Total);
        return await StoreAsync(admission, () => expansion.SubmitAsync(batch, cancellationToken))
            ? batch
            : await batches.GetAsync(batch.OrganisationId, batch.Id, CancellationToken.None) ?? batch;
    }

    /// <summary>Stores under an admission where the plan has a limit; false when it was stored before.</summary>
    private async Task<bool> StoreAsync(Admission admission, Func<Task<SubmissionOutcome>> store)
    {
        SubmissionOutcome outcome;
        if (options.Value.IsUnlimited(admission.OrganisationId))
        {
            outcome = await store();
        }
        else if (!await admissions.TryAdmitAsync(admission, options.Value.QueueLength))
        {
            throw OverPlan();
        }
        else
        {
            try
            {
                outcome = await store();
            }
            finally
            {
                await admissions.CloseAsync(admission);
            }
        }

        return outcome switch
        {
            SubmissionOutcome.Created => true,
            SubmissionOutcome.Exists => false,
            SubmissionOutcome.InsufficientCredits => throw InsufficientCredits(),
            _ => throw ApiException.Conflict("The request came back too late; send it again"),
        };
    }

    private async Task<ApiException?> FindRefusalAsync(string organisationId, int price, int count, CancellationToken cancellationToken)
    {
        if (!options.Value.IsUnlimited(organisationId)
            && !await admissions.HasRoomAsync(organisationId, count, options.Value.QueueLength, cancellationToken))
        {
            return OverPlan();
        }

        return price > 0 && (await accounts.GetAsync(organisationId)).Available < (long)price * count ? InsufficientCredits() : null;
    }

    private ApiException OverPlan() => new(
        StatusCodes.Status403Forbidden, ErrorCodes.PlanLimit, $"The plan allows {options.Value.QueueLength} unfinished jobs");

    /// <summary>The refusal of whoever has too few credits.</summary>
    internal static ApiException InsufficientCredits() =>
        new(StatusCodes.Status402PaymentRequired, ErrorCodes.InsufficientCredits, "Insufficient credits");
}
