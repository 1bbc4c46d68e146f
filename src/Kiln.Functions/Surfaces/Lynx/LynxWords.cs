using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Surfaces.Lynx;

/// <summary>The surface's words for the states of jobs.</summary>
internal static class LynxWords
{
    /// <summary>The name of the surface in the record of a job.</summary>
    public const string Surface = "lynx";

    /// <summary>The words, in the order of a job's life.</summary>
    public static IReadOnlyList<string> All { get; } = ["Pending", "Claimed", "Running", "Completed", "Failed", "Timeout", "Cancelled"];

    /// <summary>The word for a state.</summary>
    public static string Of(JobState state) => state switch
    {
        JobState.Claimed => "Claimed",
        JobState.Running => "Running",
        JobState.Succeeded => "Completed",
        JobState.Failed => "Failed",
        JobState.TimedOut => "Timeout",
        JobState.Cancelled => "Cancelled",
        _ => "Pending",
    };

    /// <summary>The states of a word; none for a word that is not known.</summary>
    public static IReadOnlyList<JobState> StatesOf(string word) => [.. Enum.GetValues<JobState>().Where(state => Of(state) == word)];
}
