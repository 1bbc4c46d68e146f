using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Runs;

namespace Kiln.Functions.Surfaces.Lynx;

/// <summary>The shape of this surface's jobs: one stage for workers with one task.</summary>
internal static class RunJob
{
    /// <summary>The task.</summary>
    public static JobTask TaskOf(Job job) => job.Stages[0].Tasks[0];

    /// <summary>The latest attempt; null before there was one.</summary>
    public static RunAttempt? AttemptOf(Job job) =>
        TaskOf(job).Claims is var number and > 0 ? new RunAttempt(job.OrganisationId, job.Id, number) : null;
}
