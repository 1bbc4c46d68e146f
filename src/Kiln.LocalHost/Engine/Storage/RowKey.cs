namespace Kiln.LocalHost.Engine.Storage;

/// <summary>Row numbers of what belongs to an instance: the instance's key in the upper bits, a number of its own in the lower 24.</summary>
internal static class RowKey
{
    /// <summary>The number, as a timer's, of the wait for an instance's start time; no call of an orchestrator gets so far.</summary>
    public const int StartTimer = Limit - 1;

    private const int Bits = 24;
    private const int Limit = 1 << Bits;

    /// <summary>The row of number <paramref name="number"/> of an instance.</summary>
    /// <exception cref="InvalidOperationException">The instance has used up its numbers.</exception>
    public static long Of(long key, int number) => number < Limit
        ? (key << Bits) | (uint)number
        : throw new InvalidOperationException(
            $"An execution may have {Limit} turns and calls at most: use ContinueAsNew in an orchestration that goes on for ever.");

    /// <summary>The first row of an instance.</summary>
    public static long First(long key) => key << Bits;

    /// <summary>The last row of an instance.</summary>
    public static long Last(long key) => First(key) + Limit - 1;

    /// <summary>The instance's key of a row.</summary>
    public static long KeyOf(long row) => row >> Bits;

    /// <summary>The number of a row within its instance.</summary>
    public static int NumberOf(long row) => (int)(row & (Limit - 1));
}
