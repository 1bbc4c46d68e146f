using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Credits;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Credits;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Credits;

/// <summary>Brings the ledger to what an ended job decided about its credits.</summary>
public sealed class JobSettlement(AccountStore accounts, JobStore jobs)
{
    /// <summary>
    /// Charges or refunds, then notes in the job that it is done. A crash between the two repeats the first, which changes nothing.
    /// </summary>
    public async Task SettleAsync(Job job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Reservation is not { Settlement: not Settlement.Open, AppliedAt: null } reservation)
        {
            return;
        }

        await accounts.SettleAsync(job.OrganisationId, job.Id, reservation.Number, reservation.Settlement);
        await jobs.UpdateAsync(job.OrganisationId, job.Id, new RecordSettlement(), cancellationToken);
    }
}
