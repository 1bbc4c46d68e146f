using Kiln.Functions.Configuration;
using Kiln.Functions.Jobs;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;
using Kiln.Storage.Organisations;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Jobnik.Service;

/// <summary>Removes the records of jobs of this surface that ended long ago.</summary>
public sealed class RetainRecords(
    OrganisationStore organisations, JobnikJobs jobs, JobPurge purge, IOptions<KilnOptions> options, TimeProvider clock)
{
    private static readonly JobState[] Ends = [JobState.Succeeded, JobState.Failed, JobState.TimedOut, JobState.Cancelled];

    /// <summary>Every night, at a quiet minute.</summary>
    [Function("JobnikRetention")]
    public async Task Run(
        [TimerTrigger("0 17 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        if (options.Value.Jobnik.RecordRetentionDays <= 0)
        {
            return;
        }

        DateTimeOffset before = clock.GetUtcNow().AddDays(-options.Value.Jobnik.RecordRetentionDays);
        await foreach (string organisation in organisations.ListAsync(cancellationToken))
        {
            JobQuery old = JobnikJobs.QueryOf(organisation) with { States = Ends, CreatedBefore = before };
            await foreach (Job job in jobs.ReadAsync(old, cancellationToken))
            {
                if (job.CompletedAt < before)
                {
                    await purge.PurgeAsync(client, job, cancellationToken);
                }
            }
        }
    }
}
