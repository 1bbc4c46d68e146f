namespace Kiln.LocalHost.DurableTask.Client;

/// <summary>What a purge removed.</summary>
public class PurgeResult
{
    /// <summary>A purge that may have more to do.</summary>
    /// <param name="count">Instances removed.</param>
    public PurgeResult(int count)
        : this(count, null)
    {
    }

    /// <summary>A purge.</summary>
    /// <param name="count">Instances removed.</param>
    /// <param name="isComplete">Whether nothing is left to remove, if known.</param>
    public PurgeResult(int count, bool? isComplete)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        PurgedInstanceCount = count;
        IsComplete = isComplete;
    }

    /// <summary>Instances removed.</summary>
    public int PurgedInstanceCount { get; }

    /// <summary>Whether nothing is left to remove, if known.</summary>
    public bool? IsComplete { get; }
}
