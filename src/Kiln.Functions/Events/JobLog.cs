using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Events;

/// <summary>The log of a job.</summary>
internal sealed class JobLog(JobStore jobs, Job job) : IReadableLog
{
    /// <inheritdoc />
    public LogState State => StateOf(job);

    /// <inheritdoc />
    public async Task<LogState?> WaitAsync(long after, TimeSpan wait, CancellationToken cancellationToken) =>
        await jobs.WaitAsync(job.OrganisationId, job.Id, after, wait, cancellationToken) is { } current ? StateOf(current) : null;

    /// <inheritdoc />
    public async Task<IEnumerable<JobEvent>> ReadAsync(long after, int most, CancellationToken cancellationToken) =>
        await jobs.ReadEventsAsync(job.OrganisationId, job.Id, after, most, cancellationToken);

    private static LogState StateOf(Job job) => new(job.LastSequence, job.State.IsTerminal());
}
