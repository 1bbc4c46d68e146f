using Kiln.Functions.Orchestration;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Content;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Jobs;

/// <summary>Removes an ended job: content first, the record last, so that what broke off can be done again.</summary>
public sealed class JobPurge(JobStore jobs, IContentStore content)
{
    /// <summary>False when the job has not ended, or its credits are not settled yet.</summary>
    public async Task<bool> PurgeAsync(DurableTaskClient client, Job job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.State.IsActive() || job.Reservation is { AppliedAt: null })
        {
            return false;
        }

        foreach (ContentArea area in (ContentArea[])[ContentArea.Inputs, ContentArea.Outputs])
        {
            await foreach (string name in content.ListAsync(area, $"{job.OrganisationId}/jobs/{job.Id}/", cancellationToken))
            {
                await content.DeleteAsync(new ContentName(area, name), cancellationToken);
            }
        }

        for (int run = 0; run <= job.Retries; run++)
        {
            string instance = new JobRun(job.OrganisationId, job.Id, run).InstanceId;
            await client.PurgeInstanceAsync(instance, new PurgeInstanceOptions(Recursive: true), cancellationToken);
        }

        return await jobs.DeleteAsync(job.OrganisationId, job.Id, cancellationToken);
    }
}
