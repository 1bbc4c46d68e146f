using Kiln.Storage.Organisations;
using Kiln.Storage.Work.Runs;

namespace Kiln.Functions.Surfaces.Lynx.Runners;

/// <summary>Puts the queue of runs right every two minutes, and once when the service starts: a crash may have left it behind its jobs.</summary>
public sealed class SweepRuns(OrganisationStore organisations, RunRepair repair)
{
    /// <summary>One sweep.</summary>
    [Function("LynxSweepRuns")]
    public async Task Run([TimerTrigger("30 */2 * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        await foreach (string organisation in organisations.ListAsync(cancellationToken))
        {
            await repair.RepairAsync(organisation, cancellationToken);
        }
    }
}
