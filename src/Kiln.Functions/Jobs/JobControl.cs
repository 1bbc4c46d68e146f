using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Orchestration;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Credits;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Credits;
using Kiln.Storage.Jobs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Jobs;

/// <summary>What clients ask of a job, on every surface: one command to the document, then a word to its orchestration.</summary>
public sealed class JobControl(JobStore jobs, AccountStore accounts, IOptions<KilnOptions> options)
{
    /// <summary>Ledger numbers tried for one retry; more than one is used up only by retries that broke off.</summary>
    private const int MostReservations = 20;

    /// <summary>Applies a command and wakes the job's orchestration when it changed something.</summary>
    public async Task<Outcome> ApplyAsync(
        DurableTaskClient client, Job job, JobCommand command, string verb, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        Outcome outcome = await jobs.UpdateAsync(job.OrganisationId, job.Id, command, cancellationToken)
            ?? throw ApiException.NotFound("Job");
        if (outcome is Outcome.Applied)
        {
            await JobDriver.WakeAsync(client, outcome.Job, verb, CancellationToken.None);
        }

        return outcome;
    }

    /// <summary>
    /// Runs a failed job again. The credits are reserved first, so that a crash leaves a reservation to give back and never a run
    /// that nobody pays for.
    /// </summary>
    public async Task<Outcome> RetryAsync(DurableTaskClient client, Job job, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(caller);
        int price = options.Value.PriceOf(job.Type);
        bool reserves = price > 0 && job.State is (JobState.Failed or JobState.TimedOut);
        int? number = reserves ? await ReserveAsync(job, price) : null;
        Retry command = new(price, caller.KeyId) { Reservation = number };
        Outcome outcome = await jobs.UpdateAsync(job.OrganisationId, job.Id, command, cancellationToken)
            ?? throw ApiException.NotFound("Job");
        if (outcome is Outcome.Applied)
        {
            await JobDriver.StartAsync(client, outcome.Job, CancellationToken.None);
        }
        else if (number is { } unused)
        {
            await accounts.SettleAsync(job.OrganisationId, job.Id, unused, Settlement.Refund, "The retry was refused.");
        }

        return outcome;
    }

    private static int LastReservation(Job job) => job.Reservation?.Number ?? 0;

    private async Task<int> ReserveAsync(Job job, int price)
    {
        for (int number = LastReservation(job) + 1; number <= LastReservation(job) + MostReservations; number++)
        {
            switch (await accounts.ReserveAsync(job.OrganisationId, job.Id, number, price))
            {
                case ReserveOutcome.Reserved:
                    return number;
                case ReserveOutcome.InsufficientCredits:
                    throw new ApiException(
                        StatusCodes.Status402PaymentRequired, ErrorCodes.InsufficientCredits, "Insufficient credits");
                default:
                    // Given back after a retry that broke off; the next number is free.
                    break;
            }
        }

        throw ApiException.Conflict("Too many retries of this job broke off");
    }
}
