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

/// <summary>The last acts of every submission, on every surface: reserve the credits, then store the job with its plan.</summary>
public sealed class JobAdmission(AccountStore accounts, JobStore jobs, IOptions<KilnOptions> options, TimeProvider clock)
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

    /// <summary>
    /// Reserves and stores. The reservation comes first: a crash between the two leaves credits held for a job that is not there,
    /// which the sweep gives back, and never a job that nobody pays for. Again with the same identifier: the job that is there.
    /// </summary>
    public async Task<Job> AdmitAsync(Submission submission, ImmutableArray<StagePlan> plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        cancellationToken.ThrowIfCancellationRequested();
        if (submission.Price > 0
            && await accounts.ReserveAsync(submission.OrganisationId, submission.Id, 1, submission.Price)
                == ReserveOutcome.InsufficientCredits)
        {
            throw InsufficientCredits();
        }

        DateTimeOffset now = clock.GetUtcNow();
        Outcome planned = JobLifecycle.Apply(JobLifecycle.Submit(submission, now), new Plan(plan), now);

        // From here the request is not given up: the client's leaving must not strand the reservation.
        return await jobs.CreateAsync(planned.Job, CancellationToken.None) switch
        {
            JobCreation.Created => planned.Job,
            JobCreation.Exists => await jobs.GetAsync(submission.OrganisationId, submission.Id, CancellationToken.None) ?? planned.Job,
            _ => throw ApiException.Conflict("The request came back too late; send it again"),
        };
    }

    private static ApiException InsufficientCredits() =>
        new(StatusCodes.Status402PaymentRequired, ErrorCodes.InsufficientCredits, "Insufficient credits");
}
