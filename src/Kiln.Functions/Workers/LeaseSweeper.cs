using Kiln.Functions.Configuration;
using Kiln.Functions.Orchestration;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Jobs;
using Kiln.Storage.Organisations;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Workers;

/// <summary>
/// Ends what workers have let lapse: leases past their end, attempts that did not begin in time or take too long, and cancels whose
/// grace is over. All by the ordinary commands, so it may run beside anything. Only jobs that somebody holds are read.
/// </summary>
public sealed class LeaseSweeper(OrganisationStore organisations, JobStore jobs, IOptions<KilnOptions> options, TimeProvider clock)
{
    private const int PageSize = 200;

    private DateTimeOffset _next;

    /// <summary>Looks at every job with leases once, unless it did so within the period.</summary>
    public async Task SweepAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (now < _next)
        {
            return;
        }

        _next = now + TimeSpan.FromSeconds(Math.Max(1, options.Value.Workers.LeaseSweepSeconds));
        await foreach (string organisation in organisations.ListAsync(cancellationToken))
        {
            JobQuery leased = new(organisation) { LeasedOnly = true };
            string? cursor = null;
            do
            {
                JobPage page = await jobs.ListAsync(leased, PageSize, cursor, cancellationToken);
                await Task.WhenAll(page.Jobs.Select(job => SweepAsync(client, job, cancellationToken)));
                cursor = page.Cursor;
            }
            while (cursor is not null);
        }
    }

    /// <summary>What is to be done with a job at a time.</summary>
    internal static IReadOnlyList<JobCommand> CommandsFor(Job job, DateTimeOffset now) => job.CancelRequested && job.CancelBy <= now
        ? [new CancelNow()]
        :
        [
            .. from stage in job.Stages
               where stage.Executor != ExecutorKind.BuiltIn && stage.Counts.Leased > 0
               from task in stage.Tasks
               where stage.LeaseEnd(task) <= now
               select new ExpireLease(task.Id),
        ];

    private async Task SweepAsync(DurableTaskClient client, Job job, CancellationToken cancellationToken)
    {
        IReadOnlyList<JobCommand> commands = CommandsFor(job, clock.GetUtcNow());
        Outcome?[] outcomes = await Task.WhenAll(commands.Select(command => jobs.UpdateAsync(
            job.OrganisationId,
            job.Id,
            current => command is not CancelNow || current.CancelBy <= clock.GetUtcNow() ? command : null,
            cancellationToken)));
        foreach (Outcome outcome in outcomes.OfType<Outcome>())
        {
            await JobDriver.FollowAsync(client, outcome, "lease", cancellationToken);
        }
    }
}
