using Kiln.Geometry.Scenes;

namespace Kiln.SimReady.Assets;

/// <summary>What only people can tell about an asset: by a label of the job, else by the model's file.</summary>
internal static class AssetProvenance
{
    private const int LongestText = 256;

    /// <summary>The known words of SimReady metadata: <c>asset_license</c>, <c>author</c>, <c>category</c>, <c>qcode</c>.</summary>
    /// <param name="labels">The job's labels; those of these names win.</param>
    /// <param name="scene">The clean scene, which keeps the file's own credits.</param>
    public static SortedDictionary<string, string> Of(IReadOnlyDictionary<string, string> labels, Scene scene)
    {
        SortedDictionary<string, string> known = new(StringComparer.Ordinal);
        foreach ((string word, string? byFile) in new[]
            { ("asset_license", scene.License), ("author", scene.Author ?? scene.Copyright), ("category", null), ("qcode", null) })
        {
            string text = Printable(labels.GetValueOrDefault(word) ?? byFile ?? "");
            if (text.Length > 0)
            {
                known[word] = text;
            }
        }

        return known;
    }

    // USD keeps no control characters in strings.
    private static string Printable(string text)
    {
        string printable = string.Concat(text.Where(c => !char.IsControl(c) && !char.IsSurrogate(c))).Trim();
        return printable.Length > LongestText ? printable[..LongestText] : printable;
    }
}
