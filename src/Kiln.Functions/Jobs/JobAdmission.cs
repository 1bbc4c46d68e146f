using System.Collections.Immutable;
using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;
using Kiln.Storage.Credits;
using Kiln.Storage.Jobs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Jobs;

/// <summary>The first and the last acts of every submission, on every surface.</summary>
public sealed class JobAdmission(
    AccountStore accounts, JobCredits credits, JobStore jobs, IOptions<KilnOptions> options, TimeProvider clock)
{
    /// <summary>
    /// Refuses a caller whose plan takes no more jobs (403) or whose balance is below the price (402), before the body is looked at.
    /// Nothing is reserved.
    /// </summary>
    public async Task RequireRoomAsync(Caller caller, int price, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        int most = options.Value.QueueLength;
        if (!options.Value.IsUnlimited(caller.OrganisationId)
            && await jobs.CountAsync(new JobQuery(caller.OrganisationId) { ActiveOnly = true }, cancellationToken) >= most)
        {
            throw new ApiException(
                StatusCodes.Status403Forbidden, ErrorCodes.PlanLimit, $"The plan allows {most} unfinished jobs");
        }

        if (price > 0 && (await accounts.GetAsync(caller.OrganisationId)).Available < price)
        {
            throw InsufficientCredits();
        }
    }

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
