using Kiln.Storage.Batches;

namespace Kiln.Functions.Batches;

/// <summary>The canonical words of batches.</summary>
internal static class BatchWords
{
    public static string Of(BatchState state) => state.ToString().ToLowerInvariant();

    /// <summary>The state of a word, or null.</summary>
    public static BatchState? StateOf(string word)
    {
        foreach (BatchState state in Enum.GetValues<BatchState>())
        {
            if (Of(state) == word)
            {
                return state;
            }
        }

        return null;
    }
}
