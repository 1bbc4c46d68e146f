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
using Kiln.Storage.Batches;
using Kiln.Storage.Credits;
using Kiln.Storage.Jobs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Jobs;

/// <summary>The first and the last acts of every submission, on every surface.</summary>
public sealed class JobAdmission(
    AccountStore accounts, JobCredits credits, JobStore jobs, BatchStore batches, IOptions<KilnOptions> options, TimeProvider clock)
{
    /// <summary>
    /// Refuses a caller whose plan takes no more jobs (403) or whose balance is below the price (402), before the body is looked at.
    /// Nothing is reserved.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="price">Credits that one job costs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="count">How many jobs there are to be.</param>
    public async Task RequireRoomAsync(Caller caller, int price, CancellationToken cancellationToken, int count = 1)
    {
        ArgumentNullException.ThrowIfNull(caller);
        int most = options.Value.QueueLength;
        if (!options.Value.IsUnlimited(caller.OrganisationId) && await CountUnfinishedAsync(caller.OrganisationId, cancellationToken) > most - count)
        {
            throw new ApiException(
                StatusCodes.Status403Forbidden, ErrorCodes.PlanLimit, $"The plan allows {most} unfinished jobs");
        }

        if (price > 0 && (await accounts.GetAsync(caller.OrganisationId)).Available < (long)price * count)
        {
            throw InsufficientCredits();
        }
    }

    /// <summary>Also jobs of batches that are not stored yet. Those are counted first: one that is stored meanwhile counts twice, not never.</summary>
    private async Task<long> CountUnfinishedAsync(string organisationId, CancellationToken cancellationToken) =>
        await batches.CountUnstoredAsync(organisationId, cancellationToken)
        + await jobs.CountAsync(new JobQuery(organisationId) { ActiveOnly = true }, cancellationToken);

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
        Outcome planned = JobLifecycle.Apply(JobLifecycle.Submit(submission, now), new Plan(plan), now);
        return await credits.SubmitAsync(planned.Job, cancellationToken) switch
        {
            SubmissionOutcome.Created => planned.Job,
            SubmissionOutcome.Exists => await jobs.GetAsync(submission.OrganisationId, submission.Id, cancellationToken) ?? planned.Job,
            SubmissionOutcome.InsufficientCredits => throw InsufficientCredits(),
            _ => throw ApiException.Conflict("The request came back too late; send it again"),
        };
    }

    /// <summary>The refusal of whoever has too few credits.</summary>
    internal static ApiException InsufficientCredits() =>
        new(StatusCodes.Status402PaymentRequired, ErrorCodes.InsufficientCredits, "Insufficient credits");
}
