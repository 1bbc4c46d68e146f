using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Conversions;

/// <summary>The surface's words for the states of a job.</summary>
internal static class ConversionWords
{
    public static string Of(JobState state, string cancelledWord) => state switch
    {
        JobState.Accepted => "submitting",
        JobState.Preparing => "preprocessing",
        JobState.Held or JobState.Queued or JobState.Claimed => "queued",
        JobState.Running => "running",
        JobState.Succeeded => "completed",
        JobState.Cancelled => cancelledWord,
        _ => "failed",
    };

    /// <summary>The states that a word stands for; empty for a word that the surface does not have.</summary>
    public static IReadOnlyList<JobState> StatesOf(string word, string cancelledWord) =>
        [.. Enum.GetValues<JobState>().Where(state => Of(state, cancelledWord) == word)];
}
