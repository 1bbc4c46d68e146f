using System.Collections.ObjectModel;
using System.Text;

namespace Kiln.LocalHost.Storage;

/// <summary>
/// Metadata as one text column, a line <c>name=value</c> for each: values hold no line ends, so nothing needs an escape.
/// </summary>
internal static class MetadataText
{
    public static string Format(IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
        {
            return "";
        }

        StringBuilder text = new();
        foreach ((string name, string value) in metadata)
        {
            text.Append(name).Append('=').Append(value).Append('\n');
        }

        return text.ToString();
    }

    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        if (text.Length == 0)
        {
            return ReadOnlyDictionary<string, string>.Empty;
        }

        Dictionary<string, string> metadata = [];
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            int equals = line.IndexOf('=');
            if (equals > 0)
            {
                metadata.Add(line[..equals].ToString(), line[(equals + 1)..].ToString());
            }
        }

        return metadata;
    }
}
