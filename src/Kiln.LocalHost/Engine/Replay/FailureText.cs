using Kiln.LocalHost.DurableTask;

namespace Kiln.LocalHost.Engine.Replay;

/// <summary>Failure details as they may enter a history: with texts of bounded length.</summary>
internal static class FailureText
{
    /// <summary>Longest message or stack trace kept, in characters.</summary>
    public const int MaximumLength = 16 * 1024;

    private const int MaximumDepth = 16;

    /// <summary>Details of an exception, cut to size.</summary>
    public static TaskFailureDetails Of(Exception exception) => Cut(TaskFailureDetails.FromException(exception), MaximumDepth);

    private static TaskFailureDetails Cut(TaskFailureDetails details, int depth) => details with
    {
        ErrorMessage = Cut(details.ErrorMessage),
        StackTrace = details.StackTrace is null ? null : Cut(details.StackTrace),
        InnerFailure = details.InnerFailure is null || depth == 0 ? null : Cut(details.InnerFailure, depth - 1),
    };

    private static string Cut(string text) => text.Length <= MaximumLength
        ? text
        : string.Concat(text.AsSpan(0, MaximumLength), $"… ({text.Length - MaximumLength} more characters were cut off)");
}
