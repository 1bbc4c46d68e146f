namespace Kiln.Functions.Batches;

/// <summary>What was heard of the jobs of a batch.</summary>
[Flags]
public enum BatchNews
{
    /// <summary>Nothing that matters to it.</summary>
    None = 0,

    /// <summary>One was taken.</summary>
    Begun = 1,

    /// <summary>One has ended.</summary>
    Ended = 2,

    /// <summary>One runs again.</summary>
    Retried = 4,

    /// <summary>One has ended that had been retried.</summary>
    EndedAgain = 8,
}
