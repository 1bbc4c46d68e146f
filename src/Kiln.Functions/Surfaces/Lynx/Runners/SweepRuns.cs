using Kiln.Storage.Jobs;
using Kiln.Storage.Organisations;
using Kiln.Storage.Plans;
using Kiln.Storage.Work.Runs;

namespace Kiln.Functions.Surfaces.Lynx.Runners;

/// <summary>Puts the queue of runs and the places of the plan right every two minutes, and once when the service starts: a crash may have left it behind its jobs.</summary>
public sealed class SweepRuns(OrganisationStore organisations, RunRepair repair, RunPlaces places, JobStore jobs)
{
    /// <summary>One sweep.</summary>
    [Function("LynxSweepRuns")]
    public async Task Run([TimerTrigger("30 */2 * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        await foreach (string organisation in organisations.ListAsync(cancellationToken))
        {
            await repair.RepairAsync(organisation, cancellationToken);
            await places.RepairAsync(organisation, jobs, cancellationToken);
        }
    }
}
