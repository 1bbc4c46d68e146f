using System.Text;
using Kiln.Storage;
using Kiln.Storage.Documents;

namespace Kiln.LocalHost.Storage;

/// <summary>The part of the key order that a page comes from.</summary>
/// <param name="After">Keys are greater than this one.</param>
/// <param name="From">Keys are not less than this one: the prefix.</param>
/// <param name="Before">Keys are less than this text: the end of the prefix or of the query's own bound.</param>
/// <param name="Skip">How many matches to leave out.</param>
internal readonly record struct DocumentRange(string After, string From, string Before, int Skip)
{
    // Less than every character of a name: a text with it at the end follows the text without it at once.
    private const char FirstCharacter = '\x01';

    // Greater than every character of a name.
    private const char PastEveryCharacter = '\x7f';

    public static DocumentRange Of(DocumentQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.PageSize, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfNegative(query.Skip, nameof(query));
        string prefix = StorageName.RequirePrefix(query.Prefix);
        string past = prefix.Length == 0 ? $"{PastEveryCharacter}" : $"{prefix[..^1]}{(char)(prefix[^1] + 1)}";
        string before = query.UpTo is null || string.CompareOrdinal(query.UpTo, past) >= 0 ? past : query.UpTo + FirstCharacter;
        return query.ContinuationToken is { } token
            ? new DocumentRange(ParseToken(token, prefix), prefix, before, 0)
            : new DocumentRange(query.After ?? "", prefix, before, query.Skip);
    }

    public static string ToToken(string lastKey) => Convert.ToBase64String(Encoding.UTF8.GetBytes(lastKey));

    private static string ParseToken(string token, string prefix)
    {
        byte[] bytes = new byte[token.Length];
        if (Convert.TryFromBase64String(token, bytes, out int length))
        {
            string key = Encoding.UTF8.GetString(bytes, 0, length);
            if (key.StartsWith(prefix, StringComparison.Ordinal))
            {
                return key;
            }
        }

        throw new ArgumentException($"'{token}' is not a continuation token of this listing.", nameof(token));
    }
}
