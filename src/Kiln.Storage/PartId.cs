using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Kiln.Storage;

/// <summary>
/// Identifiers of things that belong to one another, so that no index is needed to find the owner of a part: a UUID (version 7) whose
/// last 32 bits are zero is a root, and its parts carry their number in those bits. Parts of one root sort by number. What is left of
/// a root's randomness is 42 bits a millisecond, so whoever stores a root still puts it where nothing is.
/// </summary>
public static class PartId
{
    private const int NumberLength = 8;

    /// <summary>A new root.</summary>
    /// <param name="now">The time in it.</param>
    public static string NewRoot(DateTimeOffset now) => RootOf(Guid.CreateVersion7(now).ToString("D"));

    /// <summary>The part of a root that has a number.</summary>
    /// <param name="rootId">The root.</param>
    /// <param name="number">1 to 2³² − 1.</param>
    /// <exception cref="ArgumentException">The identifier is not a root.</exception>
    public static string Of(string rootId, uint number)
    {
        ArgumentOutOfRangeException.ThrowIfZero(number);
        return IsRoot(rootId)
            ? rootId[..^NumberLength] + number.ToString("x8", CultureInfo.InvariantCulture)
            : throw new ArgumentException($"'{rootId}' is not the identifier of a root: a lower-case UUID that ends in {NumberLength} zeros.", nameof(rootId));
    }

    /// <summary>Whether something can be a part of this.</summary>
    public static bool IsRoot(string id) => TryRead(id, out _, out uint number) && number == 0;

    /// <summary>The root of a part; a root is its own.</summary>
    /// <exception cref="ArgumentException">The text is not a lower-case UUID.</exception>
    public static string RootOf(string id) => TryRead(id, out string? root, out _)
        ? root
        : throw new ArgumentException($"'{id}' is not an identifier: a lower-case UUID with dashes.", nameof(id));

    /// <summary>Takes an identifier apart; false when the text is not a lower-case UUID.</summary>
    /// <param name="id">The text.</param>
    /// <param name="rootId">The root.</param>
    /// <param name="number">The part's number; 0 for a root.</param>
    public static bool TryRead([NotNullWhen(true)] string? id, [NotNullWhen(true)] out string? rootId, out uint number)
    {
        if (id is null || !Guid.TryParseExact(id, "D", out Guid uuid) || uuid.ToString("D") != id)
        {
            rootId = null;
            number = 0;
            return false;
        }

        rootId = id[..^NumberLength] + new string('0', NumberLength);
        number = uint.Parse(id.AsSpan(id.Length - NumberLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return true;
    }
}
