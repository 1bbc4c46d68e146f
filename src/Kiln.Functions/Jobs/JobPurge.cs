using Kiln.Functions.Orchestration;
using Kiln.Functions.Webhooks.Delivery;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Content;
using Kiln.Storage.Jobs;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Jobs;

/// <summary>Removes an ended job: content first, then the record, so that what broke off can be done again; last what is left of its deliveries.</summary>
public sealed class JobPurge(JobStore jobs, IContentStore content, WebhookStore webhooks, DeliveryStore deliveries)
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

        if (!await jobs.DeleteAsync(job.OrganisationId, job.Id, cancellationToken))
        {
            return false;
        }

        WebhookSettings settings = await webhooks.GetAsync(job.OrganisationId, cancellationToken);
        foreach (string destination in (string[])
            [DeliveryDestination.Callback, DeliveryDestination.Topic, .. settings.Endpoints.Select(endpoint => endpoint.Id)])
        {
            await deliveries.RemoveAsync(new DeliveryKey(job.OrganisationId, destination, job.Id), cancellationToken);
        }

        return true;
    }
}
