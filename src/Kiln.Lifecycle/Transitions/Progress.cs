using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Lifecycle.Transitions;

/// <summary>How far a job is, from how far its stages are.</summary>
internal static class Progress
{
    /// <summary>Weighted share of the stages' work, 0–99: the last percent belongs to the end.</summary>
    public static int Of(Job job)
    {
        long done = 0;
        long all = 0;
        foreach (Stage stage in job.Stages)
        {
            int weight = Math.Max(stage.Weight, 1);
            all += weight * 100L;
            if (stage.State == StageState.Completed)
            {
                done += weight * 100L;
            }
            else if (!stage.Tasks.IsEmpty)
            {
                done += weight * stage.Counts.Percents / stage.Tasks.Length;
            }
        }

        return all == 0 ? 0 : (int)Math.Min(99, done * 100 / all);
    }
}
