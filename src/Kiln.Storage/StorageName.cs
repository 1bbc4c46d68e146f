using System.Buffers;

namespace Kiln.Storage;

/// <summary>The rule for document keys and content names, so that every adapter refuses the same ones.</summary>
public static class StorageName
{
    /// <summary>The most characters a name may have: what blob names allow, less room for an escape of each.</summary>
    public const int MaximumLength = 512;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-");

    /// <summary>Answers the name when it is well formed.</summary>
    /// <param name="name">Segments of <c>[A-Za-z0-9._~-]</c> joined by <c>/</c>; no segment empty or ending in a dot.</param>
    /// <exception cref="ArgumentException">The name is not well formed; the message says in what.</exception>
    public static string Require(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        RequireLength(name);
        foreach (Range range in name.AsSpan().Split('/'))
        {
            RequireSegment(name, name.AsSpan(range));
        }

        return name;
    }

    /// <summary>Answers the prefix when some well-formed name can begin with it; empty is allowed.</summary>
    /// <exception cref="ArgumentException">No name can begin so; the message says why.</exception>
    public static string RequirePrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        RequireLength(prefix);
        int lastSlash = prefix.LastIndexOf('/');
        if (lastSlash >= 0)
        {
            Require(prefix[..lastSlash]);
        }

        ReadOnlySpan<char> rest = prefix.AsSpan(lastSlash + 1);
        return rest.ContainsAnyExcept(Allowed) ? throw Invalid(prefix, $"'{rest}' has a character outside [A-Za-z0-9._~-]") : prefix;
    }

    private static void RequireLength(string name)
    {
        if (name.Length > MaximumLength)
        {
            throw new ArgumentException($"A storage name has at most {MaximumLength} characters; this one has {name.Length}.", nameof(name));
        }
    }

    private static void RequireSegment(string name, ReadOnlySpan<char> segment)
    {
        if (segment.IsEmpty)
        {
            throw Invalid(name, "it has an empty segment");
        }

        if (segment.ContainsAnyExcept(Allowed))
        {
            throw Invalid(name, $"segment '{segment}' has a character outside [A-Za-z0-9._~-]");
        }

        // Blob storage and Windows drop trailing dots, which would make two names one; "." and ".." would leave the directory.
        if (segment[^1] == '.')
        {
            throw Invalid(name, $"segment '{segment}' ends in a dot");
        }
    }

    private static ArgumentException Invalid(string name, string reason) =>
        new($"'{name}' is not a storage name: {reason}.", nameof(name));
}
