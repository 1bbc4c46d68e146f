using System.Buffers;

namespace Kiln.Storage.Documents;

/// <summary>The rule for metadata, so that every adapter refuses the same: what HTTP headers and blob metadata both carry unchanged.</summary>
public static class DocumentMetadata
{
    /// <summary>The most characters that the names and values of one document may have together; blob storage allows 8 KB.</summary>
    public const int MaximumSize = 6000;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Answers the metadata when it is well formed.</summary>
    /// <param name="metadata">
    /// Names of lower-case letters, digits and underscores, not beginning with a digit; values of printable ASCII, not empty, neither
    /// beginning nor ending with a space.
    /// </param>
    /// <exception cref="ArgumentException">The metadata is not well formed; the message says in what.</exception>
    public static IReadOnlyDictionary<string, string> Require(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        int size = 0;
        foreach ((string name, string value) in metadata)
        {
            if (name.Length == 0 || char.IsAsciiDigit(name[0]) || name.AsSpan().ContainsAnyExcept(NameCharacters))
            {
                throw new ArgumentException(
                    $"'{name}' is not a metadata name: lower-case letters, digits and underscores, no digit first.", nameof(metadata));
            }

            if (value.Length == 0 || value[0] == ' ' || value[^1] == ' ' || value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                throw new ArgumentException(
                    $"'{value}' is not a value for metadata '{name}': printable ASCII, not empty, no space at either end.", nameof(metadata));
            }

            size += name.Length + value.Length;
        }

        return size <= MaximumSize
            ? metadata
            : throw new ArgumentException($"Metadata has {size} characters; at most {MaximumSize} are allowed.", nameof(metadata));
    }
}
