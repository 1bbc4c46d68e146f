using Kiln.Functions.Configuration;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx.Jobs;

/// <summary>What a cancel means for a run.</summary>
public sealed class RunCancellation(IOptions<KilnOptions> options)
{
    /// <summary>A run that has begun is asked to stop and has some time for it; any other ends at once, its runner finds out.</summary>
    public JobCommand CommandFor(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.State == JobState.Running
            ? new RequestCancel(TimeSpan.FromSeconds(options.Value.Lynx.CancelGraceSeconds))
            : new CancelNow();
    }
}
