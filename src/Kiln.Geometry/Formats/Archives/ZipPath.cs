using System.Text;

namespace Kiln.Geometry.Formats.Archives;

/// <summary>The rules for paths in archives.</summary>
internal static class ZipPath
{
    private static readonly Encoding StrictUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Encoding CodePage437 = CodePagesEncodingProvider.Instance.GetEncoding(437)!;

    /// <summary>
    /// The text of a stored name. The format knows UTF-8 and IBM code page 437 (APPNOTE, appendix D); many writers put UTF-8 without
    /// saying so, and others the code page of their country, whose letters 437 turns into others, but never two names into one.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> name)
    {
        try
        {
            return StrictUtf8.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            return CodePage437.GetString(name);
        }
    }

    /// <summary>
    /// A path without what writers and systems disagree on, to compare those by that are not the same letter by letter: each letter
    /// beyond ASCII, stored whole, apart from its accents or by another code page, becomes a question mark.
    /// </summary>
    public static string Outline(string path)
    {
        if (Ascii.IsValid(path))
        {
            return path;
        }

        var outline = new StringBuilder(path.Length);
        foreach (char letter in path)
        {
            if (letter is >= '\u0300' and <= '\u036F' && outline.Length > 0)
            {
                outline[^1] = '?';
            }
            else
            {
                outline.Append(char.IsAscii(letter) ? letter : '?');
            }
        }

        return outline.ToString();
    }

    /// <summary>The path with forward slashes and without steps that lead nowhere; a folder's ends with a slash.</summary>
    /// <exception cref="InvalidModelException">It is empty, absolute, has a drive letter, leaves the archive or holds control characters.</exception>
    public static string Check(string name)
    {
        string path = name.Replace('\\', '/');
        if (path.Length == 0 || path.Any(char.IsControl))
        {
            throw ZipDirectory.Invalid("an entry has an empty name or one with control characters");
        }

        if (path[0] == '/' || (path.Length > 1 && path[1] == ':'))
        {
            throw ZipDirectory.Invalid($"the entry {name} has an absolute path");
        }

        if (path.Split('/').Contains(".."))
        {
            throw ZipDirectory.Invalid($"the entry {name} has a path that leaves the archive");
        }

        string[] parts = [.. path.Split('/').Where(part => part is not ("" or "."))];
        return string.Join('/', parts) + (path.EndsWith('/') || parts.Length == 0 ? "/" : "");
    }

    /// <summary>True for what operating systems add on their own: resource forks, hidden files, thumbnail stores.</summary>
    public static bool IsClutter(string path)
    {
        string name = Path.GetFileName(path);
        return path.Split('/').Contains("__MACOSX") || name.StartsWith('.')
            || name.Equals("Thumbs.db", StringComparison.OrdinalIgnoreCase) || name.Equals("desktop.ini", StringComparison.OrdinalIgnoreCase);
    }
}
