using System.Globalization;

namespace Kiln.Storage;

/// <summary>
/// Makes keys of time-ordered identifiers (UUID version 7) that sort the newest first: hexadecimal digits are replaced by their
/// complement, which turns the order round and can be undone. The last 32 bits, in which parts of one root are numbered
/// (<see cref="PartId"/>), stay as they are: so the parts of a root have a prefix of their own, and sort by number.
/// </summary>
public static class TimeOrderedKey
{
    private const string Digits = "0123456789abcdef";
    private const int NumberLength = 8;

    /// <summary>The key of an identifier; null when the text is not a lower-case UUID, so that nothing can be stored under it.</summary>
    public static string? Find(string id) =>
        Guid.TryParseExact(id, "D", out Guid uuid) && uuid.ToString("D") == id ? Complement(id) : null;

    /// <summary>The key of an identifier.</summary>
    /// <exception cref="ArgumentException">The text is not a lower-case UUID.</exception>
    public static string Of(string id) =>
        Find(id) ?? throw new ArgumentException($"'{id}' is not an identifier: a lower-case UUID with dashes.", nameof(id));

    /// <summary>What the keys of a root's parts begin with, and no others but the root's own.</summary>
    /// <exception cref="ArgumentException">The text is not a lower-case UUID.</exception>
    public static string PrefixOfParts(string rootId) => Of(rootId)[..^NumberLength];

    /// <summary>The identifier of a key.</summary>
    public static string ToId(string key) => Complement(key);

    /// <summary>A key that follows those of every identifier made at or after a time, and precedes those of every earlier one.</summary>
    public static string Boundary(DateTimeOffset time)
    {
        string milliseconds = Math.Max(0, time.ToUnixTimeMilliseconds()).ToString("x12", CultureInfo.InvariantCulture);
        return Complement($"{milliseconds[..8]}-{milliseconds[8..12]}-0000-0000-000000000000");
    }

    /// <summary>When an identifier was made, to the millisecond.</summary>
    public static DateTimeOffset TimeOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        long milliseconds = long.Parse($"{id.AsSpan(0, 8)}{id.AsSpan(9, 4)}", NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
    }

    private static string Complement(string text) => string.Create(text.Length, text, static (result, source) =>
    {
        for (int index = 0; index < source.Length; index++)
        {
            int digit = index < source.Length - NumberLength ? Digits.IndexOf(source[index], StringComparison.Ordinal) : -1;
            result[index] = digit < 0 ? source[index] : Digits[15 - digit];
        }
    });
}
