using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Jobs;

/// <summary>The canonical words of the jobs API: the lifecycle's own, in lower case with underscores.</summary>
internal static class JobWords
{
    public static string Of(JobState state) => state == JobState.TimedOut ? "timed_out" : state.ToString().ToLowerInvariant();

    public static string Of(StageState state) => state == StageState.InProgress ? "in_progress" : state.ToString().ToLowerInvariant();

    public static string Of(TaskState state) => state == TaskState.InProgress ? "in_progress" : state.ToString().ToLowerInvariant();

    /// <summary>The state of a word, or null.</summary>
    public static JobState? StateOf(string word)
    {
        foreach (JobState state in Enum.GetValues<JobState>())
        {
            if (Of(state) == word)
            {
                return state;
            }
        }

        return null;
    }
}
