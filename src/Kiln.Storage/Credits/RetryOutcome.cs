using Kiln.Lifecycle;

namespace Kiln.Storage.Credits;

/// <summary>What became of a manual retry.</summary>
/// <param name="Outcome">The command's outcome; null when there are too few credits and no command was applied.</param>
public sealed record RetryOutcome(Outcome? Outcome)
{
    /// <summary>True when the account has too few credits for another run.</summary>
    public bool InsufficientCredits => Outcome is null;
}
