namespace Kiln.Geometry.Formats.Archives;

/// <summary>The rules for paths in archives.</summary>
internal static class ZipPath
{
    /// <summary>The path with forward slashes.</summary>
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

        return path.StartsWith("./", StringComparison.Ordinal) && path.Length > 2 ? path[2..] : path;
    }

    /// <summary>True for what operating systems add on their own: resource forks, hidden files, thumbnail stores.</summary>
    public static bool IsClutter(string path)
    {
        string name = Path.GetFileName(path);
        return path.Split('/').Contains("__MACOSX") || name.StartsWith('.')
            || name.Equals("Thumbs.db", StringComparison.OrdinalIgnoreCase) || name.Equals("desktop.ini", StringComparison.OrdinalIgnoreCase);
    }
}
