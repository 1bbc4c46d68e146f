using System.Globalization;
using System.Text;

namespace Kiln.SimReady.Usd;

/// <summary>
/// Makes prim names of names in files: <c>[a-z][a-z0-9_]*</c>, at most 64 characters, no device name of Windows, unique among
/// siblings.
/// </summary>
internal sealed class PrimNames
{
    private const int MaxLength = 64;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>A name that is free among the names given so far.</summary>
    /// <param name="original">Any text.</param>
    /// <param name="fallback">The name used when nothing of the text remains.</param>
    public string Unique(string original, string fallback)
    {
        string name = Make(original, fallback);
        string candidate = name;
        for (int i = 1; !_taken.Add(candidate); i++)
        {
            string suffix = "_" + i.ToString(CultureInfo.InvariantCulture);
            candidate = name[..Math.Min(name.Length, MaxLength - suffix.Length)] + suffix;
        }

        return candidate;
    }

    /// <summary>A valid name, not yet unique.</summary>
    public static string Make(string original, string fallback)
    {
        StringBuilder name = new();
        foreach (char c in original)
        {
            if (name.Length == MaxLength)
            {
                break;
            }

            char lower = char.ToLowerInvariant(c);
            if (char.IsAsciiLetter(lower) || (char.IsAsciiDigit(lower) && name.Length > 0))
            {
                name.Append(lower);
            }
            else if (char.IsAsciiDigit(lower))
            {
                name.Append('n').Append(lower);
            }
            else if (name.Length > 0 && name[^1] != '_')
            {
                name.Append('_');
            }
        }

        string made = name.ToString().TrimEnd('_');
        return made.Length == 0 ? fallback : IsDeviceName(made) ? made + "_" : made;
    }

    /// <summary>Names that Windows keeps for devices.</summary>
    public static bool IsDeviceName(string name) =>
        name is "con" or "prn" or "aux" or "nul"
        || (name.Length == 4 && char.IsAsciiDigit(name[3])
            && (name.StartsWith("com", StringComparison.Ordinal) || name.StartsWith("lpt", StringComparison.Ordinal)));
}
