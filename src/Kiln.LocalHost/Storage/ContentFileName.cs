using System.Text;

namespace Kiln.LocalHost.Storage;

/// <summary>
/// Paths of content names. Capitals are written as <c>^</c> and the small letter, so that names stay apart where the file system
/// does not tell case; the file itself ends in <c>@</c>, so that <c>a</c> and <c>a/b</c> can both be there; and segments longer than a
/// file name may be are continued in a directory of their own, marked by <c>+</c>. None of these marks occurs in a name.
/// </summary>
internal static class ContentFileName
{
    private const int LongestSegment = 200;

    /// <summary>The relative path of a name's file.</summary>
    public static string ToPath(string name) => Escape(name) + "@";

    /// <summary>The relative path of the directory that holds every file whose name begins with the prefix.</summary>
    public static string ToDirectory(string prefix) =>
        prefix.LastIndexOf('/') is var slash and > 0 ? Escape(prefix[..slash]) : "";

    /// <summary>The name of a relative path; null when the path is not a content file's.</summary>
    public static string? FromPath(string path)
    {
        if (!path.EndsWith('@'))
        {
            return null;
        }

        StringBuilder name = new(path.Length);
        for (int index = 0; index < path.Length - 1; index++)
        {
            char character = path[index];
            if (character == '+')
            {
                index++;
            }
            else if (character == '^')
            {
                name.Append(char.ToUpperInvariant(path[++index]));
            }
            else
            {
                name.Append(character == Path.DirectorySeparatorChar ? '/' : character);
            }
        }

        return name.ToString();
    }

    private static string Escape(string name)
    {
        StringBuilder path = new(name.Length + 8);
        int segment = 0;
        foreach (char character in name)
        {
            if (character == '/')
            {
                path.Append(Path.DirectorySeparatorChar);
                segment = 0;
                continue;
            }

            if (segment >= LongestSegment)
            {
                path.Append('+').Append(Path.DirectorySeparatorChar);
                segment = 0;
            }

            if (char.IsAsciiLetterUpper(character))
            {
                path.Append('^').Append(char.ToLowerInvariant(character));
                segment += 2;
            }
            else
            {
                path.Append(character);
                segment++;
            }
        }

        return path.ToString();
    }
}
